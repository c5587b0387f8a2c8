import type { LockedLayer } from '../../src/contract/layer-lock';
import { diagnostic } from '../../src/core/diagnostics';
import { pinLayers } from '../../src/core/pin-layers';
import { TracingLayer } from '../../src/core/tracing-layer';
import { TracingLevel } from '../../src/core/tracing-level';

const arn = (region: string, version?: number) => `arn:aws:lambda:${region}:123456789012:layer:tracer${version === undefined ? '' : `:${version}`}`;
const entry = (version: number): LockedLayer => ({ version, size: 1, codeSha256: 'x', created: '2026-11-01' });
const lockOf = (versions: { [region: string]: number }) => ({
  file: 'the.lock', lock: { version: 1, layers: Object.fromEntries(Object.entries(versions).map(([region, version]) => [arn(region), entry(version)])) },
});
const doubt = diagnostic('layerVersionUnconfirmed', { layer: 'tracer', version: 7, by: 'nobody', lookup: '' });

/** The ARNs a plan has after a lock, and its notes. */
function pinned(layer: TracingLayer, versions: { [region: string]: number }, notes = [doubt]) {
  const plan = pinLayers({ level: TracingLevel.CODE, layers: [layer], notes }, lockOf(versions));
  const [{ arn: one, arnByRegion }] = plan.layers!;
  return { layer: arnByRegion ?? one, notes: plan.notes!.map(({ id, message }) => `${id.split(':')[1]}: ${message}`) };
}

describe('a layer of one region', () => {
  const layer = TracingLayer.fromArn(arn('eu-west-1', 7));

  test.each([[9], [7], [3]])('is attached in version %i, which is pinned, and nobody doubts it', (version) => {
    expect(pinned(layer, { 'eu-west-1': version })).toEqual({ layer: arn('eu-west-1', version), notes: [] });
  });

  test('that is not in the lock is attached all the same, with a note; doubts stay', () => {
    expect(pinned(layer, { 'us-east-1': 9 })).toEqual({
      layer: arn('eu-west-1', 7),
      notes: [expect.stringMatching(/^layerVersionUnconfirmed/), `layerNotLocked: ${arn('eu-west-1')} is not in the lock the.lock; version 7 is attached all the same`],
    });
  });

  test('in a version that the code names stays so, and the difference is said', () => {
    expect(pinned(layer.withChosenVersion(), { 'eu-west-1': 9 }, [])).toEqual({
      layer: arn('eu-west-1', 7), notes: [`lockOverruled: ${arn('eu-west-1')} is attached in version 7, which the app's code names; the lock the.lock has version 9`],
    });
    expect(pinned(layer.withChosenVersion(), { 'eu-west-1': 7 }, []).notes).toEqual([]);
  });
});

describe('a layer by region', () => {
  const layer = TracingLayer.fromArnByRegion({ 'eu-west-1': arn('eu-west-1', 7), 'us-east-1': arn('us-east-1', 8) });

  test('has each region\'s pinned version', () => {
    expect(pinned(layer, { 'eu-west-1': 9, 'us-east-1': 10 })).toEqual({ layer: { 'eu-west-1': arn('eu-west-1', 9), 'us-east-1': arn('us-east-1', 10) }, notes: [] });
  });

  test('that is pinned in some regions has the known version in the others, with a note', () => {
    expect(pinned(layer, { 'us-east-1': 10 }, [])).toEqual({
      layer: { 'eu-west-1': arn('eu-west-1', 7), 'us-east-1': arn('us-east-1', 10) },
      notes: [expect.stringMatching(/^regionsNotLocked: the lock the.lock has the layer tracer in 1 of the 2 regions of its mapping/)],
    });
  });

  test('that is pinned nowhere is as it was, with a note', () => {
    expect(pinned(layer, {}, []).notes).toEqual([expect.stringMatching(/^layerNotLocked: tracer is not in the lock/)]);
  });

  test('in a version that the code names stays so', () => {
    expect(pinned(layer.withChosenVersion(), { 'eu-west-1': 9, 'us-east-1': 8 }, []).notes).toEqual([expect.stringMatching(/^lockOverruled: tracer is attached in version 7/)]);
    expect(pinned(layer.withChosenVersion(), { 'eu-west-1': 7, 'us-east-1': 8 }, []).notes).toEqual([]);
  });

  test('stays one object for all functions that have it: they share a mapping', () => {
    const lock = lockOf({ 'eu-west-1': 9, 'us-east-1': 10 });
    const plan = { level: TracingLevel.CODE, layers: [layer] };
    expect(pinLayers(plan, lock).layers![0]).toBe(pinLayers(plan, lock).layers![0]);
  });
});

test.each([[TracingLayer.fromAsset('/x', 'own')], [TracingLayer.fromArn('${Token[TOKEN.1]}')]])('a layer without a version in its name is left alone (%#)', (layer) => {
  const plan = pinLayers({ level: TracingLevel.CODE, layers: [layer] }, lockOf({}));
  expect(plan.layers).toEqual([layer]);
  expect(plan.notes).toEqual([]);
});

test('a plan without layers is left alone', () => {
  const plan = { level: TracingLevel.INVOCATION };
  expect(pinLayers(plan, lockOf({}))).toBe(plan);
});
