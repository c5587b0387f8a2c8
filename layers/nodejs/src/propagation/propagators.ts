import { Baggage, formatBaggage } from './baggage';
import { formatTraceparent, parseTraceparent } from './traceparent';
import { formatXRayHeader, parseXRayHeader } from './xray-header';
import { warnOnce } from '../platform/log';
import { text } from '../settings/environment';
import { BAGGAGE, spanOf, withSpan, type Context } from '../trace/context';
import { isSpanId, isTraceId } from '../trace/ids';
import { UnrecordedSpan } from '../trace/span';
import { stateOf, type SpanContext } from '../trace/span-context';

export interface Getter { get(carrier: unknown, key: string): unknown }
export interface Setter { set(carrier: unknown, key: string, value: string): void }

export const XRAY_HEADER = 'x-amzn-trace-id';
const KNOWN: Record<string, readonly string[]> = {
  'tracecontext': ['traceparent', 'tracestate'],
  'baggage': ['baggage'],
  'xray': [XRAY_HEADER],
  'xray-lambda': [],
};

/** OTEL_PROPAGATORS: which headers are read and written. The OpenTelemetry API's `propagation` works through it too. */
export class Propagators {
  private readonly names: ReadonlySet<string>;

  constructor() {
    const given = text('OTEL_PROPAGATORS');
    this.names = new Set(given === undefined ? ['tracecontext', 'baggage', 'xray'] : namesIn(given));
  }

  public has(name: 'tracecontext' | 'baggage' | 'xray'): boolean {
    return this.names.has(name);
  }

  public fields(): string[] {
    return [...this.names].flatMap((name) => KNOWN[name] ?? []);
  }

  /** The headers that carry a context on, by lower-case name. */
  public headers(context: Context): Record<string, string> {
    const span = spanOf(context)?.spanContext();
    return this.headersOf(span && isTraceId(span.traceId) && isSpanId(span.spanId) ? span : undefined, context);
  }

  /** The same for a span with an identity of ours; of a former X-Ray header what does not name the span is kept. */
  public headersOf(span: SpanContext | undefined, context: Context, formerXRay?: string): Record<string, string> {
    const headers: Record<string, string> = {};
    if (span) {
      if (this.has('tracecontext')) {
        headers.traceparent = formatTraceparent(span);
        const state = stateOf(span);
        if (state) headers.tracestate = state;
      }
      if (this.has('xray')) headers[XRAY_HEADER] = formatXRayHeader(span, formerXRay);
    }
    const held = context.getValue(BAGGAGE) as Baggage | undefined;
    const baggage = held && this.has('baggage') ? formatBaggage(held) : '';
    if (baggage) headers.baggage = baggage;
    return headers;
  }

  public inject(context: Context, carrier: unknown, setter: Setter): void {
    for (const [name, value] of Object.entries(this.headers(context))) setter.set(carrier, name, value);
  }

  public extract(context: Context, carrier: unknown, getter: Getter): Context {
    const read = (key: string) => {
      const value = getter.get(carrier, key);
      return Array.isArray(value) ? value[0] : value;
    };
    const w3c = this.has('tracecontext') ? parseTraceparent(read('traceparent'), read('tracestate')) : undefined;
    const xray = this.has('xray') && !w3c ? parseXRayHeader(read(XRAY_HEADER)) : undefined;
    const remote = w3c ?? (xray?.parentId
      ? { traceId: xray.traceId, spanId: xray.parentId, traceFlags: xray.sampled ? 1 : 0, isRemote: true } : undefined);
    const baggage = this.has('baggage') ? Baggage.parse(read('baggage')) : undefined;
    const result = remote ? withSpan(context, new UnrecordedSpan(remote)) : context;
    return baggage ? result.setValue(BAGGAGE, baggage) : result;
  }
}

function namesIn(list: string): string[] {
  const wanted = list.toLowerCase().split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => name !== '' && name !== 'none' && !(name in KNOWN));
  if (unknown.length > 0) warnOnce('OTEL_PROPAGATORS names what this layer does not have', unknown.join(', ').slice(0, 200));
  return wanted.includes('none') ? [] : wanted;
}
