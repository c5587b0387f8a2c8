import { Journal } from '../../examples/shop/run/journal';
import { checkSpans } from '../../examples/shop/run/span-check';
import type { ReceivedSpan } from '../../sandbox';

const TRACE = '67891233abcdef012345678912345678';
const HEADER = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=0';
const OTHER = 'Root=1-67891234-abcdef012345678912345678;Parent=1111111111111111;Sampled=0';

function span(spanId: string, more: Partial<ReceivedSpan> = {}): ReceivedSpan {
  return {
    traceId: TRACE, spanId, name: spanId, kind: 'internal', start: 0n, end: 1n, attributes: {}, events: [], links: [], status: { code: 'unset' },
    dropped: { attributes: 0, events: 0, links: 0 }, resource: {}, scope: { name: 's' }, ...more,
  };
}

/** A function sends two messages; another takes both in one batch, fails, and gets the first again. */
function story(): { journal: Journal; spans: ReceivedSpan[] } {
  const journal = new Journal();
  const [first, second] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'].map((spanId) => ({ traceId: TRACE, spanId }));
  journal.begin({ requestId: 'r1', fn: 'Sender', environment: 'e1', kind: 'http', traceHeader: HEADER, senders: [undefined], size: 1 }).status = 'success';
  for (const sent of [first, second]) { journal.called('e1', { operation: 'sqs.SendMessage', span: sent, status: 200 }); }
  journal.begin({ requestId: 'r2', fn: 'Taker', environment: 'e2', kind: 'queue', traceHeader: OTHER, senders: [first, second], size: 2 }).status = 'error';
  journal.begin({ requestId: 'r3', fn: 'Taker', environment: 'e2', kind: 'queue', traceHeader: OTHER, senders: [first], size: 1 }).status = 'success';
  const links = [first, second].map((link) => ({ ...link, attributes: {} }));
  return {
    journal,
    spans: [
      span('1'.repeat(15) + 'a', { attributes: { 'faas.invocation_id': 'r1' } }),
      span(first.spanId, { parentSpanId: '1'.repeat(15) + 'a' }),
      span(second.spanId, { parentSpanId: '1'.repeat(15) + 'a' }),
      span('batch', { traceId: '67891234abcdef012345678912345678', attributes: { 'faas.invocation_id': 'r2' }, links, status: { code: 'error' } }),
      span('again', { parentSpanId: first.spanId, attributes: { 'faas.invocation_id': 'r3' }, links: links.slice(0, 1) }),
    ],
  };
}

test('finds nothing where all is well, and counts what came twice', () => {
  const { journal, spans } = story();
  expect(checkSpans(journal, [...spans, spans[2]])).toEqual({ expected: 5, arrived: 5, again: 1, problems: [] });
});

test.each<[string, (spans: ReceivedSpan[]) => ReceivedSpan[], RegExp]>([
  ['a span that did not arrive', (spans) => spans.slice(0, 4), /^Taker r3: 0 spans of 1 attempts/],
  ['a request\'s span that did not arrive', (spans) => spans.filter(({ spanId }) => spanId !== 'b'.repeat(16)), /^Sender sqs.SendMessage: no span b+$/],
  ['a span that nothing happened for', (spans) => [...spans, span('more')], /^6 spans, not 5$/],
  ['two spans of one invocation', (spans) => [...spans, { ...spans[4], spanId: 'more' }], /^Taker r3: 2 spans of 1 attempts$/],
  ['another trace', (spans) => [...spans.slice(0, 4), { ...spans[4], traceId: 'f'.repeat(32) }], /in trace f+, not its sender's/],
  ['another parent', (spans) => [...spans.slice(0, 4), { ...spans[4], parentSpanId: 'b'.repeat(16) }], /below b+, not its sender a+$/],
  ['a request below another invocation', (spans) => spans.map((one) => (one.spanId === 'b'.repeat(16) ? { ...one, parentSpanId: 'again' } : one)), /^Sender sqs.SendMessage: below again/],
  ['a batch without a link', (spans) => spans.map((one) => (one.spanId === 'batch' ? { ...one, links: one.links.slice(1) } : one)), /not linked to its sender a+$/],
  ['a batch below one of its messages', (spans) => spans.map((one) => (one.spanId === 'batch' ? { ...one, parentSpanId: 'a'.repeat(16) } : one)), /below a+, not undefined$/],
  ['a failure that looks like a success', (spans) => spans.map((one) => (one.spanId === 'batch' ? { ...one, status: { code: 'unset' as const } } : one)), /status unset of an invocation that ended with error$/],
])('finds %s', (_, change, problem) => {
  const { journal, spans } = story();
  expect(checkSpans(journal, change(spans)).problems).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
});

describe.each(['bus', 'topic'] as const)('an event of a %s', (kind) => {
  const sent = { traceId: TRACE, spanId: 'aaaaaaaaaaaaaaaa' };
  const linked = { links: [{ ...sent, attributes: {} }] };
  const problemsOf = (headerOnly: boolean, taker: Partial<ReceivedSpan>) => {
    const journal = new Journal();
    journal.begin({ requestId: 'r1', fn: 'Sender', environment: 'e1', kind: 'http', traceHeader: HEADER, senders: [undefined], size: 1 }).status = 'success';
    journal.called('e1', { operation: 'a.Send', span: sent, status: 200, headerOnly });
    journal.begin({ requestId: 'r2', fn: 'Taker', environment: 'e2', kind, traceHeader: OTHER, senders: [sent], size: 1 }).status = 'success';
    return checkSpans(journal, [
      span('sender', { attributes: { 'faas.invocation_id': 'r1' } }), span(sent.spanId, { parentSpanId: 'sender' }), span('taker', { attributes: { 'faas.invocation_id': 'r2' }, ...taker }),
    ]).problems;
  };

  test('whose sender writes its context into it is below its sender, and nothing less', () => {
    expect(problemsOf(false, { parentSpanId: sent.spanId, ...linked })).toEqual([]);
    expect(problemsOf(false, linked)).toEqual([expect.stringMatching(/below undefined, not its sender a+$/)]);
  });

  test('that comes with a header alone is linked to its sender, and nothing more', () => {
    expect(problemsOf(true, linked)).toEqual([]);
    expect(problemsOf(true, {})).toEqual([expect.stringMatching(/not linked to its sender a+$/)]);
    expect(problemsOf(true, { parentSpanId: sent.spanId, ...linked })).toEqual([expect.stringMatching(/below a+, not linked to its sender a+$/)]);
    expect(problemsOf(true, { ...linked, traceId: 'f'.repeat(32) })).toEqual([expect.stringMatching(/in trace f+, not its sender's/)]);
  });
});

test('an invocation whose answer names messages that failed has to be an error', () => {
  const { journal, spans } = story();
  journal.invocations[2].failures = 1;
  expect(checkSpans(journal, spans).problems).toEqual([expect.stringMatching(/status unset of an invocation that ended with success but for 1$/)]);
  const failed = spans.map((one) => (one.spanId === 'again' ? { ...one, status: { code: 'error' as const } } : one));
  expect(checkSpans(journal, failed).problems).toEqual([]);
});
