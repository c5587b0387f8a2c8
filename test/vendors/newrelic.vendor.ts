import { gunzipSync } from 'zlib';
import { expectOwnAnswer, run, type CodeFormat } from './planned-function';
import type { NodeRuntime } from '../../sandbox';
import { NewRelicProvider, TracingSecret } from '../../src';

const provider = (runtime: NodeRuntime) => new NewRelicProvider({
  accountId: '1234567',
  licenseKey: TracingSecret.fromPlainText('no-real-key'),
  layerArns: { nodejs: `arn:aws:lambda:eu-west-1:451483290750:layer:NewRelicNodeJS${runtime.slice(6, 8)}X:1` },
});

/** What the agent writes for its extension: to the log, where the extension has made no pipe. */
function payloads(lines: readonly string[]): Record<string, unknown>[] {
  return lines.filter((line) => line.includes('NR_LAMBDA_MONITORING')).map((line) => {
    const parts = JSON.parse(line.slice(line.indexOf('['))) as (string | number)[];
    return JSON.parse(gunzipSync(Buffer.from(parts[parts.length - 1] as string, 'base64')).toString());
  });
}

describe.each<NodeRuntime>(['nodejs22.x', 'nodejs24.x'])('%s', (runtime) => {
  test.each<[CodeFormat, string]>([
    ['CommonJS', 'newrelic-lambda-wrapper.handler'],
    ['ES module', '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler'],
    ['bundle', 'newrelic-lambda-wrapper.handler'],
  ])('%s: New Relic traces the function and its requests', async (format, handler) => {
    const seen = await run({ provider: provider(runtime), runtime, format });

    expect(seen.planned).toMatchObject({ layers: [`NewRelicNodeJS${runtime.slice(6, 8)}X`], handler });
    expectOwnAnswer(seen);
    expect(seen.outgoing.tracestate).toMatch(/^1234567@nr=/);
    const text = JSON.stringify(payloads(seen.logs.map(({ line }) => line)));
    for (const word of ['orders', 'External/sandbox.localdomain', 'analytic_event_data', 'span_event_data']) expect(text).toContain(word);
  });
});
