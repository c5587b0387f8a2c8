import { CONTAINER_IMAGE, modelOf, notesOf } from './model-of';
import { XRayProvider } from '../../src/providers/xray-provider';

const provider = new XRayProvider();

test.each([
  ['nodejs22.x'], ['python3.13'], ['java21'], ['dotnet8'], ['ruby3.4'], ['provided.al2023'], ['go1.x'], ['cobol1'], [undefined],
])('active tracing and nothing else on %s, in every region', (runtime) => {
  for (const region of ['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'somewhere', undefined]) {
    expect(provider.decide(modelOf(runtime, { region })).plan).toEqual({ level: 'INVOCATION', activeTracing: true, notes: [] });
  }
});

test('a container image as well', () => {
  expect(provider.decide(CONTAINER_IMAGE).plan).toEqual({ level: 'INVOCATION', activeTracing: true, notes: [] });
});

test('options it cannot honour are noted', () => {
  const decision = provider.decide(modelOf('nodejs22.x', { serviceName: 'orders', samplingRatio: 0 }));
  expect(notesOf(decision)).toEqual(['optionNotSupported', 'optionNotSupported']);
  expect(decision.plan!.notes!.map(({ message }) => message)).toEqual([
    'xray does not support serviceName, which is set for this function', 'xray does not support samplingRatio, which is set for this function',
  ]);
});
