import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';

const ROOT = join(__dirname, '..');
const RIVALS = join(__dirname, 'rivals');

/** One way to run the function: with nothing, with a layer of ours, with another. */
export interface Arm {
  readonly name: string;
  /** Directory that becomes /opt. */
  readonly layer?: string;
  /** Where it does not run everywhere. */
  readonly runtimes?: readonly string[];
  readonly environment: (backEnd: string) => Readonly<Record<string, string>>;
}

const DIST = join(ROOT, 'layers/nodejs/dist');
const WRAPPER = '/opt/cdk-lambda-tracing/wrapper';

/** The arms, each round in this order. */
export function arms(): Arm[] {
  // A copy: a build while this runs must not change what is measured.
  const ours = mkdtempSync(join(tmpdir(), 'overhead-layer-'));
  cpSync(DIST, ours, { recursive: true });
  return [
    { name: 'bare', environment: () => ({}) },
    { name: 'ours, X-Ray (UDP)', layer: ours, environment: () => ({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER }) },
    { name: 'ours, OTLP', layer: ours, environment: (url) => ({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, OTEL_EXPORTER_OTLP_ENDPOINT: url }) },
    {
      name: 'OpenTelemetry packages, OTLP',
      layer: openTelemetryLayer(),
      // Its handler takes a callback up to Node.js 22, which runtime client 4, the sandbox's for nodejs22.x, refuses.
      runtimes: ['nodejs24.x'],
      environment: (url) => ({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler', OTEL_EXPORTER_OTLP_ENDPOINT: url }),
    },
  ];
}

/** The size of a layer as it is uploaded. */
export function zippedBytes(layer: string): number {
  const files = readdirSync(layer, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return zipSync(Object.fromEntries(files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(layer.length + 1), [readFileSync(path), { level: 9 }]];
  }))).length;
}

/** The official packages in one file, minified, as the community layer packs them; the hook for ES modules must stay what it is. */
function openTelemetryLayer(): string {
  const source = join(RIVALS, 'opentelemetry');
  const out = join(RIVALS, 'dist/opentelemetry');
  mkdirSync(out, { recursive: true });
  buildSync({
    bundle: true,
    platform: 'node',
    target: 'node18',
    minify: true,
    logLevel: 'error',
    nodePaths: [join(RIVALS, 'node_modules')],
    external: ['import-in-the-middle'],
    entryPoints: [join(source, 'sdk.js')],
    outfile: join(out, 'sdk.js'),
  });
  for (const name of ['import-in-the-middle', 'cjs-module-lexer', 'es-module-lexer', 'module-details-from-path']) {
    cpSync(join(RIVALS, 'node_modules', name), join(out, 'node_modules', name), { recursive: true, filter: (path) => !/\/(test|docs|bin)$|\.(md|map|d\.ts|d\.mts)$/.test(path) });
  }
  for (const name of ['init.mjs', 'otel-handler']) copyFileSync(join(source, name), join(out, name));
  chmodSync(join(out, 'otel-handler'), 0o755);
  return out;
}
