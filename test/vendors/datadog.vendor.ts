import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import { BackEnd, type NodeRuntime } from '../../sandbox';
import { DatadogProvider, TracingSecret } from '../../src';

/** Where the tracer expects the extension; its own is on no registry. */
let extension: BackEnd;

beforeEach(async () => { extension = await new BackEnd({ port: 8126 }).listen(); });
afterEach(() => extension.close());

describe.each<NodeRuntime>(['nodejs22.x', 'nodejs24.x'])('%s', (runtime) => {
  test.each<CodeFormat>(['CommonJS', 'ES module', 'bundle'])('%s: Datadog traces the function and its requests, and hands the spans to its extension', async (format) => {
    const provider = new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromPlainText('no-real-key'), env: 'test' });
    const seen = await run({ provider, runtime, format });

    expect(seen.planned.layers).toEqual([`Datadog-Node${runtime.slice(6, 8)}-x`, 'Datadog-Extension']);
    expectOwnAnswer(seen);
    expect(seen.outgoing['x-datadog-trace-id']).toMatch(/^\d+$/);
    const traces = extension.requests.filter(({ path }) => path.endsWith('/traces')).map(({ body }) => body.toString('latin1')).join();
    for (const name of ['aws.lambda', 'http.request', 'orders']) expect(traces).toContain(name);
  });
});
