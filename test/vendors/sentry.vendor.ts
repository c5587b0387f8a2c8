import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import { BackEnd, selfSigned, type NodeRuntime } from '../../sandbox';
import { SentryProvider } from '../../src';

const certificate = selfSigned();
let ingest: BackEnd;

beforeEach(async () => { ingest = await new BackEnd({ certificate }).listen(); });
afterEach(() => ingest.close());

describe.each<NodeRuntime>(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'])('%s', (runtime) => {
  test.each<CodeFormat>(['CommonJS', 'ES module', 'bundle'])('%s: Sentry traces the function and its requests, through the extension of its layer', async (format) => {
    const seen = await run({
      provider: new SentryProvider({ dsn: `${ingest.url.replace('//', '//key@')}/1` }),
      runtime,
      format,
      environment: { NODE_EXTRA_CA_CERTS: '/var/task/ca.pem' },
      files: { 'ca.pem': certificate.certificate },
    });

    expect(seen.planned.layers).toEqual(['SentryNodeServerlessSDKv10']);
    expect(seen.planned.handler).toBe('index.handler');
    expectOwnAnswer(seen);
    expect(seen.outgoing['sentry-trace']).toMatch(/^[0-9a-f]{32}-[0-9a-f]{16}-1$/);
    const lines = ingest.requests.flatMap(({ body }) => body.toString().split('\n'));
    const transaction = lines.map((line) => (line.startsWith('{') ? JSON.parse(line) : {})).find(({ type, spans }) => type === 'transaction' && spans);
    expect(transaction).toMatchObject({ transaction: 'orders', contexts: { trace: { op: 'function.aws.lambda' } } });
    expect(transaction.spans.map(({ op }: { op: string }) => op)).toContain('http.client');
  });
});
