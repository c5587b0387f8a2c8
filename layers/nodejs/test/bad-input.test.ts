import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { eventNamed, eventNames, eventText, SPAN, TRACE, xrayHeader, XRAY_TRACE } from './support/events';
import { invocationSpans, withLambda } from './support/lambda';
import type { InvokeOptions, ReceivedSpan } from '../../../sandbox';
import { originOf } from '../src/invocation/origin';
import { triggerOf } from '../src/invocation/trigger';
import { Propagators } from '../src/propagation/propagators';

const CALLS = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url).then((r) => r.text()); return { statusCode: 200 }; };' };

interface Outcome { readonly span?: ReceivedSpan; readonly headers: Record<string, string>; readonly payload: unknown; readonly debug: string[] }

/** Invokes one function with all of them; each makes a request, whose headers say what goes on. */
async function outcomes(events: readonly (readonly [event: object, options?: InvokeOptions])[], environment: Record<string, string> = {}): Promise<Outcome[]> {
  return withLambda({ files: CALLS, backend: 'otlp', memoryMb: 1024, timeoutSeconds: 20, environment: { OTEL_LOG_LEVEL: 'debug', ...environment } }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 200, body: '' };
    const seen: { id: string; path: string; payload: unknown; debug: string[] }[] = [];
    for (const [n, [event, options]] of events.entries()) {
      const path = `/next/${n}`;
      const result = await lambda.invoke({ ...event, url: lambda.backEnd.url + path }, { traceHeader: '', ...options });
      expect([result.status, result.error]).toEqual(['success', undefined]);
      seen.push({ id: result.requestId, path, payload: result.payload, debug: result.logs.map(({ line }) => line).filter((line) => line.includes('cdk-lambda-tracing: ')) });
    }
    await lambda.sandbox.shutdown();
    const spans = invocationSpans(await lambda.spans(events.length));
    return seen.map(({ id, path, payload, debug }) => ({
      payload,
      debug,
      span: spans.find(({ attributes }) => attributes['faas.invocation_id'] === id),
      headers: lambda.backEnd.requests.find((request) => request.path === path)?.headers as Record<string, string>,
    }));
  });
}

interface Conformance { readonly name: string; readonly headers: [string, string][]; readonly trace: 'same' | 'new'; readonly state?: string; readonly flags?: 'random' }

/** The cases of W3C's own suite for Trace Context, level 2, as data: what a service is sent and what it has to send on. */
const CASES = JSON.parse(readFileSync(join(__dirname, 'fixtures/w3c-trace-context.json'), 'utf8')) as Conformance[];

function multiValue(headers: [string, string][]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of headers) result[name] = [...result[name] ?? [], value];
  return result;
}

describe.each([
  // A REST API gives the last of several values in `headers`, and all of them beside it.
  ['REST API', (headers: [string, string][]) => ({ ...eventNamed('api-gateway-rest') as object, headers: Object.fromEntries(headers), multiValueHeaders: multiValue(headers) })],
  ['HTTP API', (headers: [string, string][]) => ({ ...eventNamed('api-gateway-http-v2') as object, headers: Object.fromEntries(Object.entries(multiValue(headers)).map(([name, values]) => [name.toLowerCase(), values.join(',')])) })],
])("W3C's conformance cases through a %s", (_, event) => {
  let results: Outcome[] = [];
  beforeAll(async () => { results = await outcomes(CASES.map(({ headers }) => [event(headers)])); });

  test.each(CASES.map((one, i) => [one.name, i] as const))('%s', (_name, i) => {
    const { trace, state, flags } = CASES[i];
    const { headers } = results[i];
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
    const [, traceId, parentId, sent] = headers.traceparent.split('-');
    expect(parentId).not.toBe('1234567890123456');
    if (trace === 'same') expect(traceId).toBe('12345678901234567890123456789012');
    else expect(CASES[i].headers.map(([, value]) => value).join()).not.toContain(traceId);
    if (state !== undefined) expect(headers.tracestate ?? '').toBe(state);
    if (flags === 'random') expect(Number(sent) % 4).toBeGreaterThanOrEqual(2);
  });
});

/** Nothing of it is a context, whatever it may look like. */
const HOSTILE: Readonly<Record<string, string>> = {
  'nothing': ' ',
  'text': 'garbage',
  'a truncated one': `00-${TRACE}-bbbb`,
  'a truncated X-Ray header': 'Root=1-6a000000-aaaaaaaa',
  'a header of 100 KB': `00-${TRACE}-${SPAN}-01`.padEnd(100000, '-'),
  'an X-Ray header of 100 KB': `Root=1-6a000000-${'a'.repeat(24)};Parent=${SPAN};`.padEnd(100000, ';'),
  'separators': ';'.repeat(5000) + '='.repeat(5000) + ','.repeat(5000),
  'line breaks': `00-${TRACE}-${SPAN}-01\r\nx-injected: 1`,
  'control characters': '\u0000\u0001\u001b[31m',
  'halves of characters': '\ud800\udfff\udc00',
  'a template': '${jndi:ldap://127.0.0.1/a}',
  'a prototype': '__proto__',
  'another script': '０0-６a000000aaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01',
  'uppercase': `00-${TRACE.toUpperCase()}-${SPAN.toUpperCase()}-01`,
};

/** Puts a text where the sample has its context: as it is, in JSON within JSON, in base64 and in bytes. */
function poisoned(name: string, value: string): unknown {
  const bytes = (text: string) => JSON.stringify([...Buffer.from(text)]);
  const valid = [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-eeeeeeeeeeeeeeee-01`, `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN};Sampled=1`];
  const revive = (_key: string, item: unknown): unknown => {
    if (Array.isArray(item) && item.length > 40 && item.every((byte) => typeof byte === 'number')) return valid.some((one) => bytes(one) === JSON.stringify(item)) ? [...Buffer.from(value)] : item;
    if (typeof item !== 'string') return item;
    if (valid.includes(item)) return value;
    if (item.startsWith('{') && item.includes(TRACE)) return JSON.stringify(JSON.parse(item, revive));
    const text = item.length > 60 && item.length < 1000 ? Buffer.from(item, 'base64').toString() : '';
    return text.startsWith('{') && text.includes(TRACE) ? Buffer.from(JSON.stringify(JSON.parse(text, revive))).toString('base64') : item;
  };
  return JSON.parse(eventText(name), revive);
}

const CARRIERS = eventNames().filter((name) => JSON.stringify(poisoned(name, 'x')) !== JSON.stringify(eventNamed(name)));

test('a sample for every carrier', () => {
  expect(CARRIERS.length).toBeGreaterThan(35);
});

test('hostile headers in every carrier: a new trace, the same answer, one debug line', async () => {
  const rows = CARRIERS.flatMap((name) => Object.values(HOSTILE).map((value) => ({ name, event: poisoned(name, value) }))).filter(({ event }) => !Array.isArray(event));
  const results = await outcomes(rows.map(({ event }) => [event as object]));
  for (const [i, { name }] of rows.entries()) {
    const { span, headers, payload, debug } = results[i];
    expect([name, payload]).toEqual([name, { statusCode: 200 }]);
    expect([name, span?.traceId]).not.toEqual([name, TRACE]);
    expect([name, span?.parentSpanId, span?.links]).toEqual([name, undefined, []]);
    expect(headers.traceparent).toContain(span?.traceId);
    expect(headers['x-injected']).toBeUndefined();
    expect(debug.length).toBeLessThanOrEqual(1);
    for (const line of debug) expect(line).toMatch(/a malformed trace context is left out; found in: (traceparent|x-amzn-trace-id)$/);
  }
  // A few of the samples have an X-Ray header beside; blanks are none.
  expect(results.filter(({ debug }) => debug.length === 1).length).toBeGreaterThan(rows.length * 0.8);
}, 300000);

test('hostile headers from Lambda itself: a new trace, one debug line; none without OTEL_LOG_LEVEL', async () => {
  const rows = Object.values(HOSTILE).filter((value) => !/[\r\n\u0000-\u001f\ud800-\udfff０]/.test(value) && value.length < 20000);
  const results = await outcomes(rows.map((traceHeader) => [{}, { traceHeader }]));
  for (const { span, debug } of results) {
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([span?.traceId === TRACE, span?.parentSpanId, span?.links]).toEqual([false, undefined, []]);
    expect(debug.length).toBeLessThanOrEqual(1);
  }
  const quiet = await outcomes([[{ ...eventNamed('function-url') as object, headers: { traceparent: 'bad' } }]], { OTEL_LOG_LEVEL: 'info' });
  expect(quiet[0].debug).toEqual([]);
});

test('an event whose context is refused goes on with the trace that Lambda gave', async () => {
  const [{ span }] = await outcomes([[poisoned('function-url', 'bad') as object, { traceHeader: xrayHeader(';Sampled=1') }]]);
  expect(span).toMatchObject({ traceId: XRAY_TRACE });
});

describe('any event at all', () => {
  const propagators = new Propagators();
  const read = (event: unknown, header?: string) => {
    for (const backend of ['otlp', 'xray'] as const) originOf(triggerOf(event), header, backend, propagators);
  };

  test('is read without an error', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string({ unit: 'binary' }), (event, header) => read(event, header)), { numRuns: 2000 });
  });

  test('also where parts of a sample are something else', () => {
    const names = fc.constantFrom(...eventNames());
    fc.assert(fc.property(names, fc.nat(), fc.oneof(fc.jsonValue(), fc.constant({ toString: 1 }), fc.constant(1e300), fc.string({ unit: 'binary' })), (name, place, other) => {
      let at = 0;
      const count = eventText(name).split(/[:,[]/).length;
      read(JSON.parse(eventText(name), (_key, item: unknown) => at++ === place % count ? other : item));
    }), { numRuns: 4000 });
  });

  test('also where the context is any text, and the trace is then not the one of the sample', () => {
    const names = fc.constantFrom(...CARRIERS);
    const garbled = fc.tuple(fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })).map(([at, text]) => {
      const valid = `00-${TRACE}-${SPAN}-01`;
      return valid.slice(0, at % valid.length) + text + valid.slice(at % valid.length);
    });
    fc.assert(fc.property(names, fc.oneof(fc.string({ unit: 'binary' }), garbled), (name, value) => {
      const event = poisoned(name, value);
      read(event, value);
      const { context, linked } = originOf(triggerOf(event), undefined, 'otlp', propagators);
      // Blanks around a context, or a version of the future, are valid.
      if (/^\s*[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/.test(value.trim())) return;
      expect(linked).toEqual([]);
      expect(context.getValue(Symbol.for('OpenTelemetry Context Key SPAN'))).toBeUndefined();
    }), { numRuns: 2000 });
  });
});
