import { JUMP, JUMPING, libfaketime } from './support/jumping-clock';
import { invocationSpans, withLambda } from './support/lambda';
import type { ReceivedSpan } from '../../../sandbox';

const FILE = `const tracer = globalThis[Symbol.for('opentelemetry.js.api.1')].trace.getTracer('t');
exports.handler = async () => { tracer.startSpan('own').end(); return Date.now(); };`;

test('a freeze is in no span: clocks are tied together at each invocation', async () => {
  await withLambda({ files: { 'index.js': FILE } }, async (lambda) => {
    const times: number[] = [];
    for (let i = 0; i < 2; i++) {
      times.push((await lambda.invoke()).payload as number);
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    const spans = await lambda.spans(4);
    for (const [i, root] of invocationSpans(spans).entries()) {
      expect(Number(root.end - root.start) / 1e6).toBeLessThan(1000);
      expect(Math.abs(Number(root.start / 1000000n) - times[i])).toBeLessThan(500);
    }
  });
});

describe('a wall clock that jumps', () => {
  const HOUR = 3600;
  const jumping = (body: string) => ({ 'index.js': `exports.handler = async (event) => { ${JUMP} ${body} return Date.now(); };` });

  async function run(body: string, events: readonly object[]): Promise<{ times: number[]; spans: ReceivedSpan[] }> {
    return withLambda({ files: jumping(body), layers: [libfaketime()], environment: JUMPING }, async (lambda) => {
      const times: number[] = [];
      for (const event of events) {
        const result = await lambda.invoke(event);
        expect(result.status).toBe('success');
        times.push(result.payload as number);
      }
      return { times, spans: invocationSpans(await lambda.spans(events.length)) };
    });
  }

  test.each([['forwards', HOUR], ['backwards', -HOUR]])('%s over a freeze: spans begin by the new time, and are as long as they were', async (_, seconds) => {
    const { times, spans } = await run('if (event.next !== undefined) setImmediate(jump, event.next);', [{ next: 0 }, { next: seconds }, {}]);
    expect(Math.abs(times[2] - times[1] - seconds * 1000)).toBeLessThan(60_000);
    const seen = spans.map(({ start, end }) => ({ start: Number(start / 1000000n), lasted: Number(end - start) / 1e6 }));
    expect(seen).toHaveLength(3);
    for (const time of times) expect(seen.filter(({ start }) => Math.abs(start - time) < 30_000).length).toBeGreaterThan(0);
    for (const { lasted } of seen) expect(lasted >= 0 && lasted < 30_000).toBe(true);
  });

  test.each([['forwards', HOUR], ['backwards', -HOUR]])('%s within an invocation: no span is an hour long, or ends before it began', async (_, seconds) => {
    const { times: [time], spans: [{ start, end }] } = await run(`const before = Date.now(); jump(${seconds});
      await new Promise((ok) => setTimeout(ok, 20));
      if (Math.abs(Date.now() - before) < 3e6) throw new Error('no jump');`, [{}]);
    expect(Number(end - start) / 1e6).toBeGreaterThanOrEqual(20);
    expect(Number(end - start) / 1e6).toBeLessThan(30_000);
    expect(Math.abs(time - seconds * 1000 - Number(start / 1000000n))).toBeLessThan(60_000);
  });
});
