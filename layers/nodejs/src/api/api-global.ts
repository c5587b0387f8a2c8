const KEY = Symbol.for('opentelemetry.js.api.1');
const OURS = ['trace', 'context', 'propagation'] as const;

type Part = (typeof OURS)[number];
type Api = Record<string, unknown>;

export interface ApiGlobalOptions {
  readonly parts: Readonly<Record<Part, unknown>>;
  readonly version: () => string;
  /** The version of a copy that registers something, where the handler resolves none. */
  readonly bundledVersion: () => string | undefined;
  /** User code has registered a tracer provider of its own. */
  readonly standDown: () => void;
}

/**
 * Puts our provider where every copy of `@opentelemetry/api` 1.x looks for one.
 *
 * A copy that registers assigns the global anew before it looks whether its part is taken; one that only reads never does. So an
 * accessor tells the two apart, and to a copy that registers our parts are not there: what the user registers wins.
 */
export function installApiGlobal(options: ApiGlobalOptions): void {
  const global = globalThis as unknown as Record<symbol, unknown>;
  if (global[KEY] !== undefined) return;
  const theirs: Api = {};
  let version: string | undefined;
  let registering = false;
  const api: Api = Object.create(null) as Api;
  Object.defineProperty(api, 'version', {
    enumerable: true,
    get: () => {
      // Read last by who registers, first by who reads.
      registering = false;
      return version ??= options.version();
    },
  });
  for (const part of OURS) {
    Object.defineProperty(api, part, {
      enumerable: true,
      configurable: true,
      get: () => {
        if (!registering) return theirs[part] ?? options.parts[part];
        registering = false;
        return theirs[part];
      },
      set: (value: unknown) => {
        theirs[part] = value;
        if (part === 'trace') options.standDown();
      },
    });
  }
  let current = api;
  Object.defineProperty(globalThis, KEY, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: Api) => {
      if (value !== api) {
        current = value;
        options.standDown();
        return;
      }
      registering = true;
      version = bundledOr(version ?? options.version(), options.bundledVersion);
    },
  });
}

function bundledOr(version: string, bundled: () => string | undefined): string {
  return version.startsWith('1.999.') ? bundled() ?? version : version;
}
