import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../fixtures/events');

/** The context in all samples that can carry one. */
export const TRACE = '6a000000aaaaaaaaaaaaaaaaaaaaaaaa';
export const SPAN = 'bbbbbbbbbbbbbbbb';
/** The second message of a batch has the same trace and another parent. */
export const OTHER_SPAN = 'eeeeeeeeeeeeeeee';

/** What Lambda hands over with the event: a trace of its own, not sampled. */
export const XRAY_TRACE = '6b000000cccccccccccccccccccccccc';
export const XRAY_SPAN = 'dddddddddddddddd';

export function xrayHeader(sampled: string, trace = XRAY_TRACE): string {
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${XRAY_SPAN}${sampled}`;
}

export function eventNames(): string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, '')).sort();
}

/** An event as AWS's documentation shows it, with a context where the service would have carried one. */
export function eventNamed(name: string): unknown {
  return JSON.parse(eventText(name));
}

export function eventText(name: string): string {
  return readFileSync(join(FOLDER, `${name}.json`), 'utf8');
}
