import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { datadogLayer, sentryLayer } from '../../bench/rivals/layers';
import { emptyLayer, installed, layOut } from '../../bench/rivals/npm-layer';

const STAND_INS = join(__dirname, 'stand-ins');
const folderOf = (vendor: string) => join(__dirname, 'packages', vendor);

/** Builds every layer anew; `layerNamed` finds them. */
export function buildLayers(): void {
  datadogLayer();
  sentryLayer();
  extensionLayer('datadog-extension', 'datadog-agent');
  extensionLayer('elastic-extension', 'apm-lambda-extension');
  npmLayer('lumigo', { lumigo_wrapper: 'lumigo_wrapper', ...module_('lumigo-auto-instrument', 'lumigo-auto-instrument.js') });
  npmLayer('elastic', {});
  npmLayer('instana', {
    ...module_('instana-aws-lambda-auto-wrap', 'instana-aws-lambda-auto-wrap.js'),
    ...module_('instana-aws-lambda-auto-wrap-esm', 'instana-aws-lambda-auto-wrap-esm.js'),
    'extensions/instana-lambda-extension': 'extension',
  });
  const newrelic = npmLayer('newrelic', {
    ...module_('newrelic-lambda-wrapper', 'newrelic-lambda-wrapper.js', 'newrelic-environment.cjs'),
    ...module_('newrelic-esm-lambda-wrapper', 'newrelic-esm-lambda-wrapper.mjs', 'newrelic-environment.cjs'),
    'extensions/newrelic-lambda-extension': 'extension',
  });
  writeFileSync(join(newrelic, 'nodejs/node_modules/newrelic-esm-lambda-wrapper/package.json'), '{ "type": "module" }');
}

/** The layer that stands in for one of a vendor's, by the name in its ARN; what our plans do not attach has no entry. */
export function layerNamed(name: string): string {
  const layer = LAYERS.find(([pattern]) => pattern.test(name));
  if (!layer) throw new Error(`no layer is laid out for ${name}`);
  return layer[1];
}

const RIVALS = join(__dirname, '../../bench/rivals');
const dist = (folder: string, name = 'layer') => join(folder, 'dist', name);

const LAYERS: readonly (readonly [RegExp, string])[] = [
  [/^Datadog-Node2\d-x$/, dist(join(RIVALS, 'datadog'))],
  [/^Datadog-Extension$/, dist(__dirname + '/packages', 'datadog-extension')],
  [/^SentryNodeServerlessSDKv10$/, dist(join(RIVALS, 'sentry'))],
  [/^lumigo-node-tracer$/, dist(folderOf('lumigo'))],
  [/^instana-nodejs$/, dist(folderOf('instana'))],
  [/^elastic-apm-node-ver-/, dist(folderOf('elastic'))],
  [/^elastic-apm-extension-ver-[\d-]+-x86_64$/, dist(__dirname + '/packages', 'elastic-extension')],
  [/^NewRelicNodeJS2\dX$/, dist(folderOf('newrelic'))],
];

/** A module of a layer's, with the file that it and others of the stand-ins share. */
function module_(name: string, main: string, ...others: string[]): Record<string, string> {
  const within = `nodejs/node_modules/${name}`;
  return {
    [`${within}/index.js`]: main,
    [`${within}/users-handler.cjs`]: 'users-handler.cjs',
    ...Object.fromEntries(others.map((other) => [`${within}/${other}`, other])),
  };
}

function npmLayer(vendor: string, standIns: Readonly<Record<string, string>>): string {
  const layer = emptyLayer(folderOf(vendor));
  layOut(installed(folderOf(vendor)), layer);
  place(layer, standIns);
  return layer;
}

function extensionLayer(name: string, file: string): void {
  place(emptyLayer(join(__dirname, 'packages'), name), { [`extensions/${file}`]: 'extension' });
}

function place(layer: string, standIns: Readonly<Record<string, string>>): void {
  for (const [path, source] of Object.entries(standIns)) {
    mkdirSync(dirname(join(layer, path)), { recursive: true });
    copyFileSync(join(STAND_INS, source), join(layer, path));
    if (!source.includes('.')) chmodSync(join(layer, path), 0o755);
  }
}
