/** The identity of what has none. */
export const NO_TRACE = '0'.repeat(32);
export const NO_SPAN = '0'.repeat(16);

/** What some invocations need: the digits of all are made in one native call. */
const bytes = Buffer.allocUnsafeSlow(512);
const words = new Uint32Array(bytes.buffer);
let digits = '';
let used = 0;

/** So many random hexadecimal digits. Math.random, as OpenTelemetry does it: loading node:crypto costs a cold start more than the rest of us. */
function random(count: number): string {
  if (used + count > digits.length) {
    for (let i = 0; i < words.length; i++) words[i] = Math.random() * 0x100000000;
    digits = bytes.toString('hex');
    used = 0;
  }
  used += count;
  return digits.slice(used - count, used);
}

/** A trace id X-Ray takes too: the first eight digits are the time in seconds. */
export function newTraceId(): string {
  return Math.floor(Date.now() / 1000).toString(16).padStart(8, '0').slice(-8) + random(24);
}

export function newSpanId(): string {
  for (;;) {
    const id = random(16);
    if (id !== NO_SPAN) return id;
  }
}

export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && value !== NO_TRACE && /^[0-9a-f]{32}$/.test(value);
}

export function isSpanId(value: unknown): value is string {
  return typeof value === 'string' && value !== NO_SPAN && /^[0-9a-f]{16}$/.test(value);
}
