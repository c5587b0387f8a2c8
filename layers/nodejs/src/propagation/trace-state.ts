import type { TraceState } from '../trace/span-context';

const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
const MEMBERS = 32;
const LENGTH = 512;
/** As long as 32 members of the longest key and value are; nobody has to read more. */
const LONGEST = 32 * 514;

/** W3C `tracestate`: other vendors' part of a trace, carried on. */
export class W3CTraceState implements TraceState {
  /** Undefined where nothing usable is in the header; one bad member spoils it all, as the recommendation says. */
  public static parse(header: unknown): TraceState | undefined {
    if (typeof header !== 'string' || header.length > LONGEST) return undefined;
    const members = new Map<string, string>();
    for (const part of header.split(',')) {
      const member = part.trim();
      if (member === '') continue;
      const equals = member.indexOf('=');
      const key = member.slice(0, Math.max(equals, 0));
      const value = member.slice(equals + 1);
      if (!KEY.test(key) || !VALUE.test(value)) return undefined;
      // Of a key that is there twice the first is the newest.
      if (!members.has(key)) members.set(key, value);
    }
    return members.size > 0 && members.size <= MEMBERS ? new W3CTraceState(members) : undefined;
  }

  private constructor(private readonly members: ReadonlyMap<string, string>) {}

  public get(key: string): string | undefined {
    return this.members.get(key);
  }

  public set(key: string, value: string): TraceState {
    return new W3CTraceState(new Map([[key, value], ...[...this.members].filter(([other]) => other !== key)]));
  }

  public unset(key: string): TraceState {
    return new W3CTraceState(new Map([...this.members].filter(([other]) => other !== key)));
  }

  /** Whole members only, newest first, within the length every implementation must carry. */
  public serialize(): string {
    let result = '';
    for (const [key, value] of this.members) {
      const next = result ? `${result},${key}=${value}` : `${key}=${value}`;
      if (next.length > LENGTH) break;
      result = next;
    }
    return result;
  }
}
