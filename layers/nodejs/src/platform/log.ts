/** The runtime has patched the console by now; what user code does to it later must not reach us, nor we it. */
const write = console.warn.bind(console);
const DEBUG = /^(debug|verbose|all)$/i.test(process.env.OTEL_LOG_LEVEL?.trim() ?? '');
const said = new Set<string>();

/**
 * Says one thing once, in one line.
 *
 * `warnOnce('export failed', 'connect ECONNREFUSED')`: the topic is what makes it the same thing, however the detail differs.
 */
export function warnOnce(topic: string, detail = ''): void {
  if (said.has(topic)) return;
  said.add(topic);
  try {
    write(`cdk-lambda-tracing: ${topic}${detail && `; ${detail}`}`);
  } catch {
    // A console that throws is the user's to notice.
  }
}

/** Says what only somebody who looks for a fault wants to read: OTEL_LOG_LEVEL is its level. */
export function debug(text: string): void {
  if (!DEBUG) return;
  try {
    write(`cdk-lambda-tracing: ${text}`);
  } catch {
    // As above.
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error);
  } catch {
    return 'unknown';
  }
}
