import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import { BackEnd, type NodeRuntime } from '../../sandbox';
import { Decision, ElasticProvider, TracingLayer, TracingLevel, TracingProvider, TracingSecret } from '../../src';

/** Where the agent expects the extension; Elastic's own is on no registry. */
let extension: BackEnd;

beforeEach(async () => { extension = await new BackEnd({ port: 8200, behaviour: { status: 202 } }).listen(); });
afterEach(() => extension.close());

const provider = () => new ElasticProvider({
  apmServer: 'https://apm.example.test',
  apiKey: TracingSecret.fromPlainText('no-real-key'),
  layerArns: { nodejs: 'arn:aws:lambda:eu-west-1:267093732750:layer:elastic-apm-node-ver-4-18-0:1' },
});

describe.each<NodeRuntime>(['nodejs20.x', 'nodejs22.x'])('%s', (runtime) => {
  test.each<CodeFormat>(['CommonJS', 'bundle'])('%s: Elastic traces the function and its requests, and hands the spans to its extension', async (format) => {
    const seen = await run({ provider: provider(), runtime, format });

    expect(seen.planned.handler).toBe('index.handler');
    expect(seen.planned.layers).toEqual(['elastic-apm-node-ver-4-18-0', 'elastic-apm-extension-ver-1-7-1-x86_64']);
    expectOwnAnswer(seen);
    expect(seen.outgoing['elastic-apm-traceparent'] ?? seen.outgoing.traceparent).toMatch(/^00-/);
    const events = extension.requests.filter(({ path }) => path.startsWith('/intake/v2/events')).flatMap(({ body }) => body.toString().split('\n')).filter((line) => line !== '');
    const kinds = events.map((line) => Object.keys(JSON.parse(line))[0]);
    expect(kinds).toEqual(expect.arrayContaining(['metadata', 'transaction', 'span']));
    expect(events.map((line) => JSON.parse(line)).find(({ transaction }) => transaction).transaction).toMatchObject({ name: 'orders', faas: { name: 'orders' } });
  });

  test('an ES module is left alone: the agent does not trace it', async () => {
    const seen = await run({ provider: provider(), runtime, format: 'ES module' });
    expect(seen.planned).toMatchObject({ handler: 'index.handler', layers: [] });
    expectOwnAnswer(seen);
  });
});

test('nodejs24.x is left alone: its runtime imports every handler, where the agent does not look', async () => {
  const seen = await run({ provider: provider(), runtime: 'nodejs24.x', format: 'CommonJS' });
  expect(seen.planned.layers).toEqual([]);
  expectOwnAnswer(seen);
});

test('on nodejs24.x the agent would have recorded nothing: should this fail, the catalog has to change', async () => {
  const { planned } = await run({ provider: provider(), runtime: 'nodejs22.x', format: 'CommonJS' });
  extension.requests.splice(0);
  const seen = await run({ provider: new AsPlanned(planned.environment), runtime: 'nodejs24.x', format: 'CommonJS' });
  expect(seen.planned).toMatchObject({ layers: planned.layers, environment: { NODE_OPTIONS: '-r elastic-apm-node/start' } });
  expectOwnAnswer(seen);
  expect(extension.requests.filter(({ path }) => path.startsWith('/intake/v2/events'))).toEqual([]);
});

/** Attaches to any runtime what the provider attaches where the agent works. */
class AsPlanned extends TracingProvider {
  public readonly name = 'as-planned';

  constructor(private readonly environment: Readonly<Record<string, string>>) {
    super();
  }

  public decide(): Decision {
    const { NODE_OPTIONS, PEER, ...environment } = this.environment;
    const layers = ['elastic-apm-node-ver-4-18-0', 'elastic-apm-extension-ver-1-7-1-x86_64'].map((name) => TracingLayer.fromArn(`arn:aws:lambda:eu-west-1:267093732750:layer:${name}:1`));
    return Decision.instrument({ level: TracingLevel.CODE, layers, environment, appendedEnvironment: { NODE_OPTIONS } });
  }
}
