import { placeSpans, treeText } from '../../examples/shop/trace/span-tree';
import { waterfallPage } from '../../examples/shop/trace/waterfall';
import type { ReceivedSpan } from '../../sandbox';

const MS = 1_000_000n;

function span(spanId: string, more: Partial<ReceivedSpan> & { from?: number; ms?: number } = {}): ReceivedSpan {
  const { from = 0, ms = 1, ...rest } = more;
  const start = 1_700_000_000_000n * MS + BigInt(from) * MS;
  return {
    traceId: 't', spanId, name: spanId, kind: 'internal', start, end: start + BigInt(ms) * MS, attributes: {}, events: [], links: [],
    status: { code: 'unset' }, dropped: { attributes: 0, events: 0, links: 0 }, resource: { 'service.name': 'shop' }, scope: { name: 's' }, ...rest,
  };
}

describe('the order of spans', () => {
  test('is by parent, then by time, with what links to a span below it', () => {
    const spans = [
      span('late', { from: 5, parentSpanId: 'root' }), span('root'), span('early', { from: 1, parentSpanId: 'root' }),
      span('linked', { from: 9, parentSpanId: 'gone', links: [{ traceId: 't', spanId: 'early', attributes: {} }] }),
    ];

    expect(placeSpans(spans).map(({ span: { name }, depth, startMs }) => [name, depth, startMs])).toEqual([['root', 0, 0], ['early', 1, 1], ['linked', 2, 9], ['late', 1, 5]]);
  });

  test('loses no span whose parent never came', () => {
    expect(placeSpans([span('a', { parentSpanId: 'gone' }), span('b', { from: 1, parentSpanId: 'gone too' })])).toHaveLength(2);
  });

  test('of nothing is nothing', () => {
    expect(placeSpans([])).toEqual([]);
  });
});

test('the tree has a line per span that fits the width', () => {
  const placed = placeSpans([span('root', { ms: 10 }), span('child '.repeat(40), { from: 4, ms: 3, parentSpanId: 'root' })]);
  const lines = treeText(placed, 100).split('\n');

  expect(lines).toHaveLength(2);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines[0]).toContain('10.0 ms');
  expect(lines[1]).toMatch(/^ {4}child .*… +3\.0 ms +━+$/);
});

test('the page shows hostile names as text', () => {
  const hostile = '<script>alert(1)</script>"\'&';
  const page = waterfallPage(placeSpans([span('s', { name: hostile, attributes: { [hostile]: hostile }, resource: { 'service.name': hostile } })]), hostile);

  expect(page).not.toContain('<script');
  expect(page).not.toContain(hostile);
  expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;');
});
