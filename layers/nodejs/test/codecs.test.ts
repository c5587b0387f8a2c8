import { join } from 'node:path';
import * as fc from 'fast-check';
import { FIXTURES } from './support/lambda';
import { encodeJson } from '../src/export/otlp-json';
import { encodeProtobuf } from '../src/export/otlp-protobuf';
import { redactedQuery, redactedTarget } from '../src/outgoing/redaction';
import { HeaderBlock } from '../src/platform/header-block';
import { ReplyReader } from '../src/platform/http-reply';
import { Baggage, formatBaggage } from '../src/propagation/baggage';
import { W3CTraceState } from '../src/propagation/trace-state';
import { formatTraceparent, parseTraceparent } from '../src/propagation/traceparent';
import { formatXRayHeader, parseXRayHeader } from '../src/propagation/xray-header';
import { Span } from '../src/trace/span';

interface Schema { decode(bytes: Uint8Array): unknown; toObject(message: unknown, options: object): unknown }

/** The schema of OpenTelemetry's own exporter. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const root = require(join(FIXTURES, '@opentelemetry/otlp-transformer/build/src/generated/root')) as {
  opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: Schema } } } } };
};
const request = root.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length }).filter((id) => !/^0+$/.test(id));
const contexts = fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.constantFrom(0, 1), isRemote: fc.boolean() });
const lists = fc.oneof(fc.array(fc.string()), fc.array(fc.oneof(fc.integer(), fc.boolean())));
const values = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true }), lists);
const attributes = fc.dictionary(fc.string({ minLength: 1 }), values, { maxKeys: 6 });
const limits = { attributes: 128, valueLength: 1e6, events: 128, links: 128, attributesPerEvent: 128, attributesPerLink: 128 };

const events = fc.array(fc.record({ name: fc.string(), attributes }), { maxLength: 3 });
const links = fc.array(fc.record({ context: contexts, attributes }), { maxLength: 3 });
const spans = fc.record({
  name: fc.string(), kind: fc.integer({ min: 0, max: 4 }), context: contexts, parent: fc.option(contexts, { nil: undefined }), attributes,
  events, links,
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.string() }),
  start: fc.double({ min: 1e12, max: 2e12, noNaN: true }), took: fc.double({ min: 0, max: 1e6, noNaN: true }),
  scope: fc.record({ name: fc.string({ minLength: 1 }), version: fc.option(fc.string({ minLength: 1 }), { nil: undefined }) }),
}).map((given) => {
  const span = new Span({ ...given, startTime: given.start, limits, onEnd: () => undefined });
  span.setAttributes(given.attributes);
  given.events.forEach((event) => span.addEvent(event.name, event.attributes));
  span.addLinks(given.links);
  span.setStatus(given.status);
  span.end(given.start + given.took);
  return span;
});

/** Both encodings in one form: what the schema reads, in OTLP's JSON. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && item !== null && item !== '' && item !== 0 && !(Array.isArray(item) && item.length === 0))
    .map(([key, item]) => [key, normal(item)]).filter(([, item]) => JSON.stringify(item) !== '{}'));
}

test('protobuf, read by the real schema, says what the JSON says', () => {
  fc.assert(fc.property(fc.array(spans, { minLength: 1, maxLength: 4 }), attributes, (all, resource) => {
    const decoded = request.toObject(request.decode(encodeProtobuf(all, resource)), { longs: String, bytes: String, arrays: true, json: true });
    const text = JSON.stringify(decoded);
    const json = JSON.stringify(JSON.parse(encodeJson(all, resource), (key, value: unknown) =>
      /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), 'hex').toString('base64') : value));
    expect(normal(JSON.parse(text))).toEqual(normal(JSON.parse(json)));
  }), { numRuns: 300 });
});

test('an attribute whose value changes between two spans is encoded anew, the same one over and over too', () => {
  const series = [0, -0, 0, 1, '1', true, 'ä', 'a', ['a'], ['b'], 'x'.repeat(300), 'y'.repeat(300), 1.5, Number.MIN_SAFE_INTEGER];
  for (const value of [...series, ...series]) {
    const decoded = request.toObject(request.decode(encodeProtobuf([], { key: value })), { longs: Number });
    const { resourceSpans } = decoded as { resourceSpans: [{ resource: { attributes: [{ value: object }] } }] };
    const [[kind, found]] = Object.entries(resourceSpans[0].resource.attributes[0].value) as [[string, unknown]];
    const read = kind === 'arrayValue' ? (found as { values: { stringValue: string }[] }).values.map(({ stringValue }) => stringValue) : found;
    expect(read).toEqual(value);
  }
});

test('traceparent goes round, and nothing else parses', () => {
  fc.assert(fc.property(contexts, (context) => {
    expect(parseTraceparent(formatTraceparent(context))).toMatchObject({ traceId: context.traceId, spanId: context.spanId, traceFlags: context.traceFlags });
  }));
  fc.assert(fc.property(fc.anything(), (header) => expect(parseTraceparent(header)).toBeUndefined()));
  expect(parseTraceparent('01-6a000000aaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-07-more')).toMatchObject({ traceFlags: 3 });
});

test('the X-Ray header goes round, keeps foreign fields in place and loses none', () => {
  const field = fc.tuple(fc.stringMatching(/^[A-Z][a-z]{2,8}$/), fc.stringMatching(/^[a-z0-9:|]{1,20}$/)).filter(([name]) => !/^(root|parent|sampled)$/i.test(name));
  fc.assert(fc.property(contexts, contexts, fc.array(field), (context, former, fields) => {
    const others = fields.map(([name, value]) => `${name}=${value}`);
    const header = formatXRayHeader(context, [formatXRayHeader(former), ...others].join(';'));
    expect(parseXRayHeader(header)).toEqual({ traceId: context.traceId, parentId: context.spanId, sampled: context.traceFlags === 1 });
    expect(header.split(';').slice(3)).toEqual(others);
  }));
  fc.assert(fc.property(fc.string(), (text) => { parseXRayHeader(text); }));
});

test('baggage goes round within its limits', () => {
  const key = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
  fc.assert(fc.property(fc.dictionary(key, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { maxKeys: 20 }), (given) => {
    const baggage = new Baggage(new Map(Object.entries(given).map(([name, value]) => [name, { value }])));
    const again = Baggage.parse(formatBaggage(baggage));
    expect(Object.fromEntries(again?.getAllEntries().map(([name, { value }]) => [name, value]) ?? [])).toEqual(given);
  }));
  fc.assert(fc.property(fc.string(), (text) => { Baggage.parse(text); }));
  expect(formatBaggage(new Baggage(new Map(Array.from({ length: 500 }, (_, i) => [`k${i}`, { value: 'v'.repeat(100) }])))).length).toBeLessThanOrEqual(8192);
});

test('tracestate goes round, and one bad member spoils it', () => {
  const member = fc.tuple(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), fc.stringMatching(/^[!-+\--<>-~]{1,20}$/));
  fc.assert(fc.property(fc.uniqueArray(member, { selector: ([key]) => key, minLength: 1, maxLength: 10 }), (members) => {
    const text = members.map(([key, value]) => `${key}=${value}`).join(',');
    expect(W3CTraceState.parse(text)?.serialize()).toBe(text);
    expect(W3CTraceState.parse(`${text},=bad`)).toBeUndefined();
  }));
});

test.each([
  ['a=1&token=abc&b=2', 'a=1&token=REDACTED&b=2'], ['X-Amz-Signature=1&x=2', 'X-Amz-Signature=REDACTED&x=2'], ['sig=1&signal=2', 'sig=REDACTED&signal=2'],
  ['api_key=1&apiKey=2&API-KEY=3', 'api_key=REDACTED&apiKey=REDACTED&API-KEY=REDACTED'], ['AWSAccessKeyId=1', 'AWSAccessKeyId=REDACTED'], ['%74oken=1', '%74oken=REDACTED'], ['a&b', 'a&b'],
])('the query %s is shown as %s', (query, shown) => {
  expect(redactedQuery(query)).toBe(shown);
});

test('redaction never throws and never shows credentials', () => {
  fc.assert(fc.property(fc.string(), (text) => { redactedTarget(text); }));
  expect(redactedTarget('http://user:pw@host/x#token')).toBe('http://REDACTED:REDACTED@host/x');
});

test('a header block keeps every byte but those that are set', () => {
  const block = () => new HeaderBlock('GET / HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=1\r\nZ: last\r\n\r\n');
  expect(block().with({})).toBe('GET / HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=1\r\nZ: last\r\n\r\n');
  expect(block().with({ 'x-amzn-trace-id': 'Root=2', 'traceparent': 't' })).toBe('GET / HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=2\r\nZ: last\r\ntraceparent: t\r\n\r\n');
});

test.each([
  ['content-length: 204801', '', 'x'.repeat(1024)],
  ['connection: close', '', 'x'.repeat(1024)],
  ['transfer-encoding: chunked', '', `3f8\r\n${'x'.repeat(1016)}\r\n`],
  ['transfer-encoding: chunked', '', '1\r\nx\r\n'.repeat(170)],
  ['transfer-encoding: chunked', '32000\r\n', 'x'.repeat(1024)],
])('a long reply in many pieces is copied once, not with each of them: %j, %j', (header, start, more) => {
  const copied = jest.spyOn(Buffer, 'concat').mockClear();
  const reader = new ReplyReader();
  reader.push(Buffer.from(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n${start}`));
  for (let i = 0; i < 200; i++) reader.push(Buffer.from(more));
  reader.closed();
  expect(copied.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)).toBeLessThan(2 * 200 * 1024);
  copied.mockRestore();
});

test.each([
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\ntwelve bytes', 'twelve bytes', true],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4;name=value\r\n\r\n\r\n\r\n8\r\nve bytes\r\n0\r\ntrailer: 1\r\nother: 2\r\n\r\n', '\r\n\r\nve bytes', true],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', '', true],
  ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', '', true],
  ['HTTP/1.0 204 No Content\r\n\r\n', '', false],
  ['HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\nconnection: close\r\n\r\n', '', false],
])('a reply reads the same in whatever pieces it comes: %j', (text, body, keepAlive) => {
  fc.assert(fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (cuts) => {
    const at = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b);
    const pieces = at.slice(1).map((end, i) => Buffer.from(text.slice(at[i], end)));
    const reader = new ReplyReader();
    const replies = pieces.map((piece) => reader.push(piece));
    expect(replies.map((reply) => reply?.body.toString())).toEqual(pieces.map((_, i) => i < pieces.length - 1 ? undefined : body));
    expect(reader.keepAlive).toBe(keepAlive);
  }));
});
