import { arnsOf, modelOf, planOf } from './model-of';
import { DATADOG, LUMIGO } from '../../src/catalog/catalog';
import { layerArns } from '../../src/catalog/layer-arn';
import { partitionOf } from '../../src/catalog/region';
import type { LanguageFacts, LayerFacts } from '../../src/catalog/vendor-facts';
import { FunctionArchitecture } from '../../src/core/function-model';
import { TracingSecret } from '../../src/core/tracing-secret';
import { DatadogProvider } from '../../src/providers/datadog-provider';
import recorded from '../peers/recorded.json';

// What the vendors' own public tools set on the same functions, recorded by test/peers/record.cjs. docs/providers.md explains the differences.

const provider = new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromSecretsManagerArn('arn:aws:secretsmanager:eu-west-1:111122223333:secret:datadog-key-abcdef') });

/** The differences that docs/providers.md explains. */
function asOurs(runtime: string, environment: object): object {
  const { DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING, DD_TRACE_CLOUD_RESPONSE_PAYLOAD_TAGGING, ...rest } = environment as { [name: string]: string };
  expect([DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING, DD_TRACE_CLOUD_RESPONSE_PAYLOAD_TAGGING]).toEqual(['', '']);
  const { DD_LAMBDA_HANDLER, ...withoutHandler } = rest;
  return { ...(runtime.startsWith('provided') ? withoutHandler : rest), DD_SERVERLESS_LOGS_ENABLED: 'false' };
}

test.each(recorded.datadogConstruct.functions.map((fn) => [fn.runtime, fn.architecture, fn] as const))('Datadog\'s own construct on %s, %s', (runtime, architecture, { handler, result }) => {
  const decision = provider.decide(modelOf(runtime, { architecture: architecture as FunctionArchitecture, handler }));
  const { handlerRedirect, execWrapper, environment, secrets } = planOf(decision);
  expect(arnsOf(decision)).toEqual(result.layers);
  expect(handlerRedirect?.handler ?? handler).toBe(result.handler);
  expect({
    ...environment,
    ...Object.fromEntries(secrets!.map((planned) => [planned.variable, planned.secret.identifier(true)])),
    ...(handlerRedirect ? { [handlerRedirect.originalHandlerVariable]: handler } : {}),
    ...(execWrapper ? { AWS_LAMBDA_EXEC_WRAPPER: execWrapper } : {}),
  }).toEqual(asOurs(runtime, result.environment));
});

/** `<partition>:<account>:<name>:<version>` with its regions, as the record has it. */
function grouped(layer: LayerFacts, runtime: string): { [layer: string]: string } {
  const groups: { [layer: string]: string[] } = {};
  for (const [region, arn] of Object.entries(layerArns(layer, runtime))) {
    const [, , , , account, , name, version] = arn.split(':');
    (groups[[partitionOf(region), account, name, version].join(':')] ??= []).push(region);
  }
  return Object.fromEntries(Object.entries(groups).map(([key, regions]) => [key, regions.sort().join(' ')]));
}

const theirs = recorded.datadogLayers.layers as unknown as { [key: string]: { [layer: string]: string } };
const layersOf = ({ runtimes, layers }: LanguageFacts): Array<readonly [string, LayerFacts]> => runtimes.flatMap((runtime) => layers.map((layer) => [runtime, layer] as const));

test.each(['nodejs', 'python'] as const)('Datadog\'s own table of layers for %s', (family) => {
  for (const [runtime, layer] of layersOf(DATADOG.languages[family]!)) {
    const arm = layer.name.endsWith('-ARM') ? '-arm' : '';
    expect(grouped(layer, runtime)).toEqual(theirs[`${runtime}${arm}`]);
  }
});

test.each([['java', 0, 'java'], ['dotnet', 0, 'dotnet'], ['dotnet', 1, 'dotnet-arm']] as const)('Datadog\'s own table of layers for %s (%i)', (family, index, key) => {
  expect(grouped(DATADOG.languages[family]!.layers[index], '')).toEqual(theirs[key]);
});

test.each([[0, 'extension'], [1, 'extension-arm']])('Datadog\'s own table has our extension (%i), but for me-south-1', (index, key) => {
  const layer = DATADOG.extension!.layers[index];
  const without = { ...layer, versions: new Map([...layer.versions].filter(([region]) => region !== 'me-south-1')) };
  expect(grouped(without, '')).toEqual(theirs[key]);
});

test('Lumigo\'s own table for Python, and the regions of that for Node.js, whose versions are older', () => {
  const { python, nodejs } = recorded.lumigoLayers.layers;
  expect(grouped(LUMIGO.languages.python!.layers[0], '')).toEqual(python);
  const versions = new Map(Object.entries(nodejs).flatMap(([layer, regions]) => regions.split(' ').map((region) => [region, Number(layer.split(':').pop())] as const)));
  const ours = LUMIGO.languages.nodejs!.layers[0].versions;
  expect([...ours.keys()].sort()).toEqual([...versions.keys()].sort());
  for (const [region, version] of ours) {
    expect(version - versions.get(region)!).toBeGreaterThanOrEqual(0);
    expect(version - versions.get(region)!).toBeLessThanOrEqual(9);
  }
});
