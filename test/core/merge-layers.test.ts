import * as fc from 'fast-check';
import { TracingLayer } from '../../src';
import { mergeLayers } from '../../src/core/merge-layers';
import { layerArn, model } from '../support/sample-function';

const REGIONS = ['eu-west-1', 'us-east-1'];
const byRegion = (name: string, version = 1) => TracingLayer.fromArnByRegion(Object.fromEntries(REGIONS.map((region) => [region, layerArn(name, version, region)])));

test('a layer that the function lacks is added', () => {
  const layer = TracingLayer.fromArn(layerArn('tracer'));
  expect(mergeLayers(model({ layers: [layerArn('own')] }), [layer])).toEqual({ added: [layer], notes: [] });
});

test('a layer that the function has is not added again', () => {
  expect(mergeLayers(model({ layers: [layerArn('tracer', 7)] }), [TracingLayer.fromArn(layerArn('tracer', 7))])).toEqual({ added: [], notes: [] });
});

test('a layer that the function has in another version is kept, and that is noted', () => {
  const { added, notes } = mergeLayers(model({ layers: [layerArn('tracer', 3)] }), [TracingLayer.fromArn(layerArn('tracer', 7))]);
  expect(added).toEqual([]);
  expect(notes.map(({ id, message }) => ({ id, message }))).toEqual([
    { id: 'cdk-lambda-tracing:layerVersionKept', message: `the function already has ${layerArn('tracer', 3)}, which was kept instead of ${layerArn('tracer', 7)}` },
  ]);
});

test('in a known region only that region\'s ARN counts as the same layer', () => {
  const foreign = layerArn('tracer', 1, 'us-east-1');
  expect(mergeLayers(model({ layers: [foreign] }), [byRegion('tracer')]).added).toHaveLength(1);
  expect(mergeLayers(model({ layers: [foreign], region: 'us-east-1' }), [byRegion('tracer')]).added).toHaveLength(0);
});

test('in an unknown region the ARN of any region does', () => {
  const { added, notes } = mergeLayers(model({ layers: [layerArn('tracer', 2, 'us-east-1')], region: undefined }), [byRegion('tracer')]);
  expect(added).toEqual([]);
  expect(notes[0].message).toContain(layerArn('tracer', 1, 'us-east-1'));
});

test('a layer that the plan names twice is added once: Lambda refuses duplicates', () => {
  const layer = TracingLayer.fromArn(layerArn('tracer'));
  expect(mergeLayers(model(), [layer, TracingLayer.fromArn(layerArn('tracer')), TracingLayer.fromArn(layerArn('tracer', 2))]).added).toEqual([layer]);
});

test('a layer that is deployed with the app is added, and once', () => {
  const layer = TracingLayer.fromAsset('/layers/nodejs', 'nodejs');
  expect(mergeLayers(model({ layers: [layerArn('own')] }), [layer, TracingLayer.fromAsset('/layers/nodejs', 'nodejs'), TracingLayer.fromAsset('/layers/python', 'python')]))
    .toEqual({ added: [layer, TracingLayer.fromAsset('/layers/python', 'python')], notes: [] });
});

test('two layers known only as tokens are two layers', () => {
  const layers = ['${Token[TOKEN.1]}', '${Token[TOKEN.2]}'].map(TracingLayer.fromArn);
  expect(mergeLayers(model(), layers).added).toEqual(layers);
});

test('as a property: afterwards every layer is there once, whatever the versions', () => {
  const arn = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 3 })).map(([name, version]) => layerArn(name, version));
  const unversioned = (text: string) => text.replace(/:\d+$/, '');
  fc.assert(fc.property(fc.uniqueArray(arn, { maxLength: 5, selector: unversioned }), fc.array(arn, { maxLength: 5 }), (own, planned) => {
    const { added } = mergeLayers(model({ layers: own }), planned.map(TracingLayer.fromArn));
    const after = [...own, ...added.map((layer) => layer.arn!)].map(unversioned);
    expect(new Set(after).size).toBe(after.length);
    expect(new Set(after)).toEqual(new Set([...own, ...planned].map(unversioned)));
  }));
});
