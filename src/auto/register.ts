/**
 * `NODE_OPTIONS="--import cdk-lambda-tracing/auto"`: traces the functions of any CDK app, without a line in it.
 *
 * This file runs at the start of every Node.js process that sees the variable, and almost none of them is a CDK app: it
 * loads nothing, until an App is made.
 */
import { createRequire } from 'module';
import type { App } from 'aws-cdk-lib';

/** aws-cdk-lib calls what stands here at the end of App's constructor. */
const INIT_HOOK = Symbol.for('@aws-cdk/core.App#initHook');

/** Two ways of preloading, or two versions of this package, count once. */
const REGISTERED = Symbol.for('cdk-lambda-tracing.auto');

/** This file, as an option that preloads it. */
const PRELOADED = /(^|\s)(?:--import|--require|-r)(?:=|\s+)("?)(?:cdk-lambda-tracing\/auto|file:\/\/[^\s"]*\/cdk-lambda-tracing\/lib\/auto\/register\.js)\2(?=\s|$)/g;

type InitHook = (app: App) => void;

const hooks = globalThis as { [INIT_HOOK]?: InitHook; [REGISTERED]?: true };

if (hooks[REGISTERED] === undefined) {
  hooks[REGISTERED] = true;
  const former = hooks[INIT_HOOK];
  let called = false;
  hooks[INIT_HOOK] = (app) => {
    called = true;
    former?.(app);
    load<typeof import('./on-app')>('./on-app').onApp(app);
  };
  process.once('exit', () => {
    const uncalled = called ? undefined : Object.keys(require.cache).find((file) => /[\\/]aws-cdk-lib[\\/]core[\\/]lib[\\/]app\.js$/.test(file));
    if (uncalled !== undefined) { load<typeof import('./without-hook')>('./without-hook').sayIfTooOld(uncalled); }
  });
  forChildren();
}

/**
 * Children may run in another folder, where the name leads nowhere and Node.js would not even start: npm, esbuild and the like. They get the
 * path, and that by `--require`: with an `--import`, Node.js 20 and 22 run the main file as ES modules are run, and ts-node no longer has its say.
 */
function forChildren(): void {
  const { NODE_OPTIONS = '' } = process.env;
  const theirs = NODE_OPTIONS.replace(PRELOADED, (_, space: string) => `${space}--require ${quoted(__filename)}`);
  if (theirs !== NODE_OPTIONS) { process.env.NODE_OPTIONS = theirs; }
}

/** As Node.js reads NODE_OPTIONS. */
function quoted(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}

function load<T>(file: string): T {
  // Through createRequire: the `require` of a preloaded file may be one that goes through the app's module hooks.
  return createRequire(__filename)(file) as T;
}
