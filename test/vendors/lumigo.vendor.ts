import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import { BackEnd, selfSigned, type NodeRuntime } from '../../sandbox';
import { LumigoProvider, TracingSecret } from '../../src';

const certificate = selfSigned();
let edge: BackEnd;

beforeEach(async () => { edge = await new BackEnd({ certificate }).listen(); });
afterEach(() => edge.close());

function lumigo(runtime: NodeRuntime, format: CodeFormat) {
  return run({
    provider: new LumigoProvider({ token: TracingSecret.fromPlainText('t_norealtoken0123456789') }),
    runtime,
    format,
    environment: { LUMIGO_TRACER_HOST: edge.url.slice('https://'.length), NODE_EXTRA_CA_CERTS: '/var/task/ca.pem' },
    files: { 'ca.pem': certificate.certificate },
  });
}

describe.each<NodeRuntime>(['nodejs20.x', 'nodejs22.x'])('%s', (runtime) => {
  test.each<CodeFormat>(['CommonJS', 'ES module', 'bundle'])('%s: Lumigo traces the function and its requests', async (format) => {
    const seen = await lumigo(runtime, format);

    expect(seen.planned.layers).toEqual(['lumigo-node-tracer']);
    expectOwnAnswer(seen);
    expect(seen.outgoing.traceparent).toMatch(/^00-/);
    const spans = edge.requests.flatMap(({ body }) => JSON.parse(body.toString()) as { type: string; token: string; name?: string }[]);
    expect(spans.map(({ type }) => type)).toEqual(expect.arrayContaining(['function', 'http']));
    expect(spans.find(({ type }) => type === 'function')).toMatchObject({ token: 't_norealtoken0123456789', name: 'orders' });
  });
});

// npm's newest, 1.91.0, takes a context without callbacks, nodejs24.x's, for none, and sends no spans. Lumigo's layers are built from its repository, which
// has answered that since (1.111.2).
test.each<CodeFormat>(['CommonJS', 'ES module', 'bundle'])("nodejs24.x, %s: Lumigo's handler is reached, calls the function, and hands its trace on", async (format) => {
  const seen = await lumigo('nodejs24.x', format);
  expectOwnAnswer(seen);
  expect(seen.outgoing.tracestate).toMatch(/^lumigo=/);
});
