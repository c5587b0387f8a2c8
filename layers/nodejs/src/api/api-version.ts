import { createRequire } from 'node:module';
import { builtin } from '../platform/builtins';

const { readFileSync } = builtin<typeof import('node:fs')>('node:fs');

/** Newer than any version 1 there is: a copy of the API reads a global whose minor is not below its own. */
const NEWEST = '1.999.0';

/**
 * The version our global must carry.
 *
 * A copy that registers something of its own, metrics for one, must find exactly its version there; the copy of the handler is found
 * where the handler's own `require` finds it. One inside a bundle cannot be found; its reads work with the newest.
 */
export function apiVersion(taskRoot: string, handler: string): string {
  try {
    // Its package.json is not among its exports, so by the way of what is.
    const [folder] = createRequire(`${taskRoot}/${handler}`).resolve('@opentelemetry/api').split(/(?<=@opentelemetry\/api)\//);
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version?: unknown };
    return typeof version === 'string' && version.startsWith('1.') ? version : NEWEST;
  } catch {
    return NEWEST;
  }
}

const MEMBER = '[\\w$]+';

/** The version of the copy inside a bundle, by the way the API computes its global's key; only read when that copy registers something. */
export function bundledApiVersion(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const major = new RegExp(`opentelemetry\\.js\\.api\\.\\$\\{(${MEMBER})\\}`).exec(text)?.[1];
    const version = major && new RegExp(`\\b${escaped(major)}\\s*=\\s*(${MEMBER})\\.split\\("\\."\\)\\[0\\]`).exec(text)?.[1];
    return version ? new RegExp(`\\b${escaped(version)}\\s*=\\s*["'](1\\.\\d+\\.\\d+)["']`).exec(text)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
