import { sep } from 'path';
import { inspect } from 'util';

/** What an error says, for a report that is the same on every machine: paths in it are from the app's folder, and there is no stack. */
export function messageOf(error: unknown): string {
  const text = ownMessage(error) ?? (typeof error === 'string' ? error : inspect(error).split(/\n\s+at /, 1)[0]);
  const folder = process.cwd();
  return folder.endsWith(sep) ? text : text.replaceAll(folder + sep, ''); // of a root nothing can be cut
}

/** Of whatever is like an error: `instanceof` knows neither those of another realm nor a DOMException. */
function ownMessage(error: unknown): string | undefined {
  try {
    const { message } = error as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined; // of nothing, or of a getter that throws
  }
}
