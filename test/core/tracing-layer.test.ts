import { TracingLayer } from '../../src';

test('one ARN is the same in every region', () => {
  const layer = TracingLayer.fromArn('arn:1');
  expect([layer.arn, layer.arnIn('eu-west-1'), layer.arnIn('us-east-1')]).toEqual(['arn:1', 'arn:1', 'arn:1']);
});

test('ARNs by region differ, and a region without one has none', () => {
  const layer = TracingLayer.fromArnByRegion({ 'eu-west-1': 'arn:e', 'us-east-1': 'arn:u' });
  expect([layer.arn, layer.arnIn('eu-west-1'), layer.arnIn('us-east-1'), layer.arnIn('ap-east-1')]).toEqual([undefined, 'arn:e', 'arn:u', undefined]);
});

test('a name that every object has is no region', () => {
  expect(TracingLayer.fromArnByRegion({}).arnIn('constructor')).toBeUndefined();
});

test('later changes to the map that was passed do not reach the layer', () => {
  const arns: { [region: string]: string } = { 'eu-west-1': 'arn:e' };
  const layer = TracingLayer.fromArnByRegion(arns);
  arns['us-east-1'] = 'arn:u';
  expect(layer.arnIn('us-east-1')).toBeUndefined();
});
