import { randomBytes } from 'node:crypto';

/** The X-Amzn-Trace-Id that Lambda makes for a call that brought none. */
export function newTraceHeader(tracing: 'Active' | 'PassThrough'): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  const root = `Root=1-${time}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')}`;
  return `${root};Sampled=${tracing === 'Active' ? 1 : 0};Lineage=1:${randomBytes(4).toString('hex')}:0`;
}
