/**
 * `NODE_OPTIONS="--import cdk-lambda-tracing/auto"`: traces the functions of any CDK app, without a line in it.
 *
 * This file runs at the start of every Node.js process that sees the variable, and almost none of them is a CDK app: it
 * loads nothing, until an App is made.
 */
import { createRequire } from 'module';
import { pathToFileURL } from 'url';
import type { App } from 'aws-cdk-lib';

/** aws-cdk-lib calls what stands here at the end of App's constructor. */
const INIT_HOOK = Symbol.for('@aws-cdk/core.App#initHook');

/** Two ways of preloading, or two versions of this package, count once. */
const REGISTERED = Symbol.for('cdk-lambda-tracing.auto');

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
  // Children may run in another folder, where the name leads nowhere and Node.js would not even start: npm, esbuild and the like.
  const { NODE_OPTIONS } = process.env;
  if (NODE_OPTIONS?.includes('cdk-lambda-tracing/auto')) {
    process.env.NODE_OPTIONS = NODE_OPTIONS.replace(/(--import[= ]+)"?cdk-lambda-tracing\/auto"?(?=\s|$)/g, (_, option: string) => option + url());
  }
}

function load<T>(file: string): T {
  // Through createRequire: the `require` of a preloaded file may be one that goes through the app's module hooks.
  return createRequire(__filename)(file) as T;
}

function url(): string {
  return pathToFileURL(__filename).href;
}
