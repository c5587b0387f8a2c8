import Module, { createRequire } from 'module';
import { dirname, join, sep } from 'path';
import type { App } from 'aws-cdk-lib';
import { problemWithVersion } from './framework-version';

/** The copy of aws-cdk-lib that an app is made with. */
export interface Framework {
  /** Its folder; missing where it is part of a bundle. */
  readonly folder?: string;
  /** Why it cannot be worked with, if so. */
  problem(): string | undefined;
}

interface Resolver {
  _resolveFilename(request: string, parent?: { filename?: string | null }, ...rest: unknown[]): string;
}

const APP_FILE = join('', 'aws-cdk-lib', 'core', 'lib', 'app.js');

/** Whom an app belongs to. To be called from within App's constructor: that file's place in the call stack is the one sure answer. */
export function frameworkOf(app: App): Framework {
  const file = callers().find((name) => name.endsWith(sep + APP_FILE));
  return {
    folder: file?.slice(0, -join('core', 'lib', 'app.js').length - 1),
    problem: () => problemWithVersion(versionOf(app)),
  };
}

/**
 * Loads a file of this package that imports aws-cdk-lib, and sees to it that it gets the app's own copy: of all that can be
 * installed beside each other, that is the one whose version fits, and in apps of other languages there is no other.
 */
export function requireWith<T>({ folder }: Framework, file: string): T {
  if (folder === undefined) { return loadBesideBundle(file); }
  const load = createRequire(__filename);
  const ours = dirname(__dirname) + sep;
  const fromApp = createRequire(join(folder, 'package.json'));
  const resolver = Module as unknown as Resolver;
  const former = resolver._resolveFilename;
  resolver._resolveFilename = function (request, parent, ...rest) {
    const wanted = /^(aws-cdk-lib|constructs)(\/|$)/.test(request) && parent?.filename?.startsWith(ours);
    return wanted ? fromApp.resolve(request) : former.call(this, request, parent, ...rest);
  };
  try {
    return load(file) as T;
  } finally {
    resolver._resolveFilename = former;
  }
}

/** An app that is a bundle keeps its aws-cdk-lib to itself: a second copy, from beside this package, works on it as well. */
function loadBesideBundle<T>(file: string): T {
  try {
    return createRequire(__filename)(file) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') { throw error; }
    throw new Error('the app is a bundle with aws-cdk-lib in it; install aws-cdk-lib and constructs beside cdk-lambda-tracing, or leave them out of the bundle');
  }
}

function callers(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 20;
    Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName() ?? '');
    return new Error().stack as unknown as string[];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** Every class of a jsii package carries its name and version. */
function versionOf(app: App): string | undefined {
  const rtti = Symbol.for('jsii.rtti');
  for (let constructor: unknown = app.constructor; typeof constructor === 'function'; constructor = Object.getPrototypeOf(constructor)) {
    const info = (constructor as { [rtti]?: { fqn: string; version: string } })[rtti];
    if (info?.fqn === 'aws-cdk-lib.App') { return info.version; }
  }
  return undefined;
}
