import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { buildSync, type BuildOptions } from 'esbuild';
import { emptyLayer, installed, layOut } from './npm-layer';

/** The official packages in one file, minified, as the community's layer packs them; the hook for ES modules must stay what it is. */
export function openTelemetryLayer(): string {
  const folder = join(__dirname, 'opentelemetry');
  const modules = installed(folder);
  const layer = emptyLayer(folder);
  bundle({ entryPoints: [join(folder, 'sdk.js')], outfile: join(layer, 'sdk.js'), external: ['import-in-the-middle'] });
  for (const name of ['import-in-the-middle', 'cjs-module-lexer', 'es-module-lexer', 'module-details-from-path']) {
    cpSync(join(modules, name), join(layer, 'node_modules', name), { recursive: true, filter: (path) => !/\/(test|docs|bin)$|\.(md|map|d\.ts|d\.mts)$/.test(path) });
  }
  copy(folder, layer, ['init.mjs', 'otel-handler']);
  return layer;
}

/** The AWS Distro in one file, minified, with what its hooks load beside it: so its layer is built. The starting script is ours, and sets what theirs sets. */
export function awsDistroLayer(): string {
  const folder = join(__dirname, 'aws-distro');
  const modules = installed(folder);
  const layer = emptyLayer(folder);
  bundle({
    stdin: { contents: "require('@aws/aws-distro-opentelemetry-node-autoinstrumentation/register');", resolveDir: folder },
    outfile: join(layer, 'wrapper.js'),
    external: ['import-in-the-middle', 'require-in-the-middle', '@aws-sdk/*'],
  });
  layOut(modules, layer, ['import-in-the-middle', 'require-in-the-middle', 'cjs-module-lexer', 'es-module-lexer', 'module-details-from-path', 'debug', 'ms']);
  copy(folder, layer, ['wrapper.mjs', 'otel-instrument']);
  return layer;
}

/** Datadog's layer for Node.js: their library's compiled files are the package itself there, and the tracer stands beside it. */
export function datadogLayer(): string {
  const folder = join(__dirname, 'datadog');
  const layer = emptyLayer(folder);
  layOut(installed(folder), layer);
  const library = join(layer, 'nodejs/node_modules/datadog-lambda-js');
  cpSync(join(library, 'dist'), library, { recursive: true });
  for (const name of ['dist', 'package.json']) rmSync(join(library, name), { recursive: true });
  return layer;
}

/** Sentry's layer for Node.js, with its extension; one line tells the library that it is in the layer. */
export function sentryLayer(): string {
  const folder = join(__dirname, 'sentry');
  const layer = emptyLayer(folder);
  layOut(installed(folder), layer);
  const modules = join(layer, 'nodejs/node_modules');
  const built = join(modules, '@sentry/aws-serverless/build/lambda-extension');
  mkdirSync(join(layer, 'extensions'));
  cpSync(join(built, 'sentry-extension'), join(layer, 'extensions/sentry-extension'));
  cpSync(join(built, 'index.mjs'), join(layer, 'sentry-extension/index.mjs'));
  for (const path of ['extensions/sentry-extension', 'sentry-extension/index.mjs']) chmodSync(join(layer, path), 0o755);
  for (const format of ['cjs', 'esm']) markAsLayer(join(modules, '@sentry/core/build', format, 'utils/env.js'));
  return layer;
}

function markAsLayer(file: string): void {
  const text = readFileSync(file, 'utf8');
  const marked = text.replace(/(__SENTRY_SDK_SOURCE__ \*\/\s*return) "npm"/, '$1 "aws-lambda-layer"');
  if (marked === text) throw new Error(`${file} does not say any more where the SDK comes from`);
  writeFileSync(file, marked);
}

function bundle(options: BuildOptions): void {
  buildSync({ bundle: true, platform: 'node', target: 'node18', minify: true, logLevel: 'error', ...options });
}

function copy(from: string, to: string, names: readonly string[]): void {
  for (const name of names) copyFileSync(join(from, name), join(to, name));
  for (const name of names.filter((each) => !each.includes('.'))) chmodSync(join(to, name), 0o755);
}
