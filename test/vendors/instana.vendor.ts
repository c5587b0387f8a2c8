import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import { BackEnd, selfSigned, type NodeRuntime, type ReceivedRequest } from '../../sandbox';
import { InstanaProvider, TracingSecret } from '../../src';

const certificate = selfSigned();
let endpoint: BackEnd;
/** Where the library expects the extension of its layer. */
let extension: BackEnd;

beforeEach(async () => {
  endpoint = await new BackEnd({ certificate }).listen();
  extension = await new BackEnd({ port: 7365 }).listen();
});
afterEach(() => Promise.all([endpoint.close(), extension.close()]));

const spanNames = (requests: readonly ReceivedRequest[]) => requests.filter(({ path }) => path === '/bundle' || path === '/traces')
  .flatMap(({ body }) => { const sent = JSON.parse(body.toString()); return (sent.spans ?? sent) as { n: string }[]; }).map(({ n }) => n);

function instana(runtime: NodeRuntime, format: CodeFormat, memorySize: number) {
  return run({
    provider: new InstanaProvider({ endpointUrl: endpoint.url, agentKey: TracingSecret.fromPlainText('no-real-key') }),
    runtime,
    format,
    memorySize,
    environment: { NODE_EXTRA_CA_CERTS: '/var/task/ca.pem' },
    files: { 'ca.pem': certificate.certificate },
  });
}

describe.each<NodeRuntime>(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'])('%s', (runtime) => {
  test.each<[CodeFormat, string]>([
    ['CommonJS', 'instana-aws-lambda-auto-wrap.handler'],
    ['ES module', 'instana-aws-lambda-auto-wrap-esm.handler'],
    ['bundle', 'instana-aws-lambda-auto-wrap.handler'],
  ])('%s: Instana traces the function and its requests; with little memory it sends to the endpoint', async (format, handler) => {
    const seen = await instana(runtime, format, 128);

    expect(seen.planned).toMatchObject({ layers: ['instana-nodejs'], handler });
    expectOwnAnswer(seen);
    expect(seen.outgoing['x-instana-t']).toMatch(/^[0-9a-f]{16}/);
    expect(spanNames(endpoint.requests)).toEqual(expect.arrayContaining(['aws.lambda.entry', 'node.http.client']));
    expect(endpoint.requests[0].headers['x-instana-key']).toBe('no-real-key');
    expect(extension.requests).toEqual([]);
  });
});

test('with enough memory Instana sends through the extension of its layer', async () => {
  expectOwnAnswer(await instana('nodejs22.x', 'CommonJS', 512));
  expect(spanNames(extension.requests)).toContain('aws.lambda.entry');
});
