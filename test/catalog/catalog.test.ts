import { AWS_DISTRO_TABLE, COMMUNITY_REGIONS, INSTANA_REGIONS } from './published';
import { AWS_DISTRO, DATADOG, INSTANA, OPENTELEMETRY_COMMUNITY } from '../../src/catalog/catalog';
import { layerArn, layerArns } from '../../src/catalog/layer-arn';
import { partitionOf } from '../../src/catalog/region';
import { RuntimeFamily } from '../../src/core/runtime-family';

const DISTRO_NAMES = { nodejs: 'Js', python: 'Python', java: 'Java', dotnet: 'DotNet' } as const;

describe.each(Object.keys(DISTRO_NAMES) as Array<keyof typeof DISTRO_NAMES>)('AWS Distro for %s', (family) => {
  const language = AWS_DISTRO.languages[family as RuntimeFamily]!;

  test.each(AWS_DISTRO_TABLE)('has the layer AWS publishes in $region', ({ region, account, versions }) => {
    const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
    expect(layerArn(language.layers[0], language.runtimes[0], region))
      .toBe(`arn:${partition}:lambda:${region}:${account}:layer:AWSOpenTelemetryDistro${DISTRO_NAMES[family]}:${versions[family]}`);
  });

  test('has no region but those', () => {
    expect(Object.keys(layerArns(language.layers[0], language.runtimes[0])).sort()).toEqual(AWS_DISTRO_TABLE.map(({ region }) => region).sort());
  });

  test.each(['us-gov-west-1', 'us-gov-east-1', 'me-south-1', 'eusc-de-east-1', 'nowhere'])('has none in %s', (region) => {
    expect(layerArn(language.layers[0], language.runtimes[0], region)).toBeUndefined();
  });
});

test('.NET is published for x86_64 only', () => {
  expect(AWS_DISTRO.languages.dotnet!.layers[0].architectures).toEqual(['x86_64']);
});

test.each([
  ['nodejs', 'opentelemetry-nodejs-0_23_0'], ['python', 'opentelemetry-python-0_21_0'], ['java', 'opentelemetry-javaagent-0_21_0'], ['ruby', 'opentelemetry-ruby-0_15_0'],
])('the community publishes its layer for %s in 34 regions', (family, name) => {
  const { layers, runtimes } = OPENTELEMETRY_COMMUNITY.languages[family as RuntimeFamily]!;
  expect(COMMUNITY_REGIONS).toHaveLength(34);
  expect(layerArns(layers[0], runtimes[0])).toEqual(
    Object.fromEntries(COMMUNITY_REGIONS.map((region) => [region, `arn:aws:lambda:${region}:184161586896:layer:${name}:1`])));
});

test.each([
  ['nodejs', 0, 'instana-nodejs', 294], ['nodejs', 1, 'instana-nodejs-arm64', 175], ['python', 0, 'instana-python', 101],
] as const)('Instana publishes its layer for %s (%i) in two partitions', (family, index, name, version) => {
  const { layers, runtimes } = INSTANA.languages[family]!;
  expect(layerArns(layers[index], runtimes[0])).toEqual(Object.fromEntries(INSTANA_REGIONS.map((region) => [
    region,
    region.startsWith('cn-') ? `arn:aws-cn:lambda:${region}:107998019096:layer:${name}:${version}` : `arn:aws:lambda:${region}:410797082306:layer:${name}:${version}`,
  ])));
});

test('versions of Instana for Node.js, which no source of the vendor confirms, are marked', () => {
  const marked = Object.values(INSTANA.languages).flatMap(({ layers }) => layers.filter(({ confirmedOnlyBy }) => confirmedOnlyBy).map(({ name }) => name));
  expect(marked).toEqual(['instana-nodejs', 'instana-nodejs-arm64']);
});

test.each([
  ['nodejs', 'nodejs22.x', 'eu-west-1', 'arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Node22-x:142'],
  ['python', 'python3.12', 'us-gov-west-1', 'arn:aws-us-gov:lambda:us-gov-west-1:002406178527:layer:Datadog-Python312:127'],
  ['java', 'java21', 'us-east-1', 'arn:aws:lambda:us-east-1:464622532012:layer:dd-trace-java:27'],
  ['java', 'java21', 'ap-east-2', undefined],
  ['dotnet', 'dotnet8', 'ap-southeast-6', undefined],
  ['nodejs', 'nodejs22.x', 'cn-north-1', undefined],
] as const)('Datadog for %s on %s in %s', (family, runtime, region, arn) => {
  expect(layerArn(DATADOG.languages[family]!.layers[0], runtime, region)).toBe(arn);
});

test('Datadog has its extension for each architecture, in me-south-1 too', () => {
  const { layers } = DATADOG.extension!;
  expect(layers.map(({ name, architectures }) => [name, ...architectures])).toEqual([['Datadog-Extension', 'x86_64'], ['Datadog-Extension-ARM', 'arm64']]);
  expect(layerArn(layers[1], 'python3.12', 'me-south-1')).toBe('arn:aws:lambda:me-south-1:464622532012:layer:Datadog-Extension-ARM:99');
});

test('a version given in place of the catalog\'s is used', () => {
  const [layer] = INSTANA.languages.python!.layers;
  expect(layerArn(layer, 'python3.12', 'eu-west-1', 120)).toMatch(/:instana-python:120$/);
  expect(layerArns(layer, 'python3.12', 120)['cn-north-1']).toMatch(/:instana-python:120$/);
});

test.each([
  ['eu-west-1', 'aws'], ['cn-northwest-1', 'aws-cn'], ['us-gov-east-1', 'aws-us-gov'], ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b'], ['us-isof-south-1', 'aws-iso-f'], ['eu-isoe-west-1', 'aws-iso-e'],
])('%s is in partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
