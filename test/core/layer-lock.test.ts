import { LockedLayer } from '../../src/contract/layer-lock';
import { layerLockText, lockedLayer, parseLayerArn, readLayerLock } from '../../src/core/layer-lock';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:layer:tracer';
const ENTRY: LockedLayer = { version: 7, size: 1234, codeSha256: 'LCZ9p3Z5XwDqJhNqmAvVNFZ2wDLZ7f0CxQnHhOq7fhM=', created: '2026-11-01T10:00:00.000+0000' };

test('a lock is read as it was written, sorted', () => {
  const other = 'arn:aws-cn:lambda:cn-north-1:123456789012:layer:tracer';
  const text = layerLockText([[ARN, ENTRY], [other, ENTRY]]);

  expect(text).toMatch(/aws-cn[\s\S]*eu-west-1/);
  expect(layerLockText([[other, ENTRY], [ARN, { ...ENTRY, more: 'dropped' } as LockedLayer]])).toBe(text);
  expect(readLayerLock(text).lock).toEqual({ version: 1, layers: { [ARN]: ENTRY, [other]: ENTRY } });
  expect(readLayerLock(layerLockText([[ARN, { ...ENTRY, unzipped: 5000 }]])).lock).toEqual({ version: 1, layers: { [ARN]: { ...ENTRY, unzipped: 5000 } } });
});

test('a layer is found with and without version', () => {
  const { lock } = readLayerLock(layerLockText([[ARN, ENTRY]]));

  expect(lockedLayer(lock!, ARN)).toEqual(ENTRY);
  expect(lockedLayer(lock!, `${ARN}:3`)).toEqual(ENTRY);
  expect(lockedLayer(lock!, ARN.replace('eu-west-1', 'eu-west-2'))).toBeUndefined();
  expect(lockedLayer(lock!, 'toString')).toBeUndefined();
});

test.each([
  [`${ARN}:7`, { layer: ARN, region: 'eu-west-1', version: 7 }],
  [ARN, { layer: ARN, region: 'eu-west-1' }],
  ['arn:aws:lambda:eu-west-1:1:layer:tracer', undefined],
  [`${ARN}:latest`, undefined],
  ['', undefined],
])('%s', (arn, parts) => {
  expect(parseLayerArn(arn)).toEqual(parts);
});

test.each([
  ['half a file', '{ "version": 1, "layers"', /not complete JSON; restore it from version control/],
  ['an empty file', '', /not complete JSON/],
  ['a newer version', '{ "version": 2 }', /has version 2, and this cdk-lambda-tracing knows 1 at most; upgrade/],
  ['another file', '{ "lockfileVersion": 3 }', /it is no lock of cdk-lambda-tracing/],
  ['a list', '[]', /it is no lock/],
  ['null', 'null', /it is no lock/],
  ['no layers', '{ "version": 1 }', /it is no lock/],
  ...[
    [ARN, { ...ENTRY, version: 0 }], [ARN, { ...ENTRY, size: '5' }], [ARN, { ...ENTRY, unzipped: -1 }], [ARN, { ...ENTRY, codeSha256: 'a b' }], [ARN, { ...ENTRY, created: 'yesterday' }],
    [ARN, null], [`${ARN}:7`, ENTRY], ['tracer', ENTRY],
  ].map(([arn, entry]): [string, string, RegExp] =>
    [`an entry ${String(arn)} ${JSON.stringify(entry)}`, JSON.stringify({ version: 1, layers: { [arn as string]: entry } }), /its entry '.*' is not complete; remove it and write it anew/]),
])('%s', (_, text, problem) => {
  const reading = readLayerLock(text);

  expect(reading.lock).toBeUndefined();
  expect(reading.problem).toMatch(problem);
});
