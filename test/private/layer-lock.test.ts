import { mkdirSync, truncateSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { zipSync } from 'fflate';
import { LambdaTracing, TracingLayer } from '../../src';
import { LayerLock } from '../../src/contract/layer-lock';
import { app, reportOf, synthesize, temporaryFolder } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { functionIn } from '../support/function-in';
import { importedLayers, l2, layerArn, OneFunction } from '../support/sample-function';
import { reportedIds, reportedIn } from '../support/with-and-without';

const MB = 1024 * 1024;
const entry = (version: number, size = 1000, more: object = {}) => ({ version, size, codeSha256: 'abc', created: '2026-11-01T10:00:00.000+0000', ...more });
const lockWith = (layers: LayerLock['layers']) => JSON.stringify({ version: 1, layers });
const name = (layer: string, region?: string) => layerArn(layer, 1, region).replace(/:1$/, '');
const PINNED = lockWith({ [name('tracer')]: entry(7) });
const provider = fakeProvider({ layers: [TracingLayer.fromArn(layerArn('tracer', 5))] });

let before: string;
beforeEach(() => {
  before = process.cwd();
  process.chdir(temporaryFolder());
});
afterEach(() => process.chdir(before));

/** Synthesizes one traced function, by default with a lock in the folder that the app is run in. */
function traced(context: { [key: string]: unknown } = {}, props: ConstructorParameters<typeof OneFunction>[2] = {}, by = provider) {
  const root = app(context);
  new OneFunction(root, 'Stack', props);
  LambdaTracing.of(root).add(by);
  return { root, ...synthesize(root) };
}

const layersOf = ({ templates }: { templates: ReturnType<typeof synthesize>['templates'] }): unknown => functionIn(Object.values(templates)[0]).Layers;

describe('where it is', () => {
  test('in the folder that the app is run in', () => {
    writeFileSync('lambda-tracing.lock.json', PINNED);
    const synthesis = traced();
    expect(layersOf(synthesis)).toEqual([layerArn('tracer', 7)]);
    expect(reportedIn(synthesis.root).changes!.layers).toEqual([layerArn('tracer', 7)]);
    expect(reportedIds(synthesis.root)).toEqual([]);
  });

  test.each(['infra/my.lock.json', 'absolute'])('where the context says: %s', (where) => {
    mkdirSync('infra');
    const path = where === 'absolute' ? join(temporaryFolder(), 'my.lock.json') : where;
    writeFileSync(path, PINNED);
    expect(layersOf(traced({ 'lambda-tracing:lock': path }))).toEqual([layerArn('tracer', 7)]);
  });

  test.each([false, 'false'])('nowhere, with the context %p', (value) => {
    writeFileSync('lambda-tracing.lock.json', '{');
    const synthesis = traced({ 'lambda-tracing:lock': value });
    expect(layersOf(synthesis)).toEqual([layerArn('tracer', 5)]);
    expect(synthesis.error).toBeUndefined();
  });

  test('nowhere: nothing is said', () => {
    const synthesis = traced();
    expect(layersOf(synthesis)).toEqual([layerArn('tracer', 5)]);
    expect(reportOf(synthesis.root).diagnostics).toEqual([]);
  });

  test.each([[5], [''], [true], [['a']]])('a context that is neither a path nor false fails: %j', (value) => {
    expect(traced({ 'lambda-tracing:lock': value }).error?.message).toContain(`context 'lambda-tracing:lock' must be the path of a lock or false, got ${JSON.stringify(value)}; for example`);
  });

  test('with tracing switched off nobody looks', () => {
    writeFileSync('lambda-tracing.lock.json', '{');
    expect(traced({ 'lambda-tracing:enabled': false }).error).toBeUndefined();
  });
});

describe('a lock that cannot be used fails the synthesis, with one message', () => {
  test.each<[string, string | undefined, string]>([
    ['half of one', '{ "version": 1, "lay', 'it is not complete JSON; restore it from version control, or remove it and write it anew with `npx cdk-lambda-tracing layers update`'],
    ['a newer one', '{ "version": 2, "layers": {} }', 'it has version 2, and this cdk-lambda-tracing knows 1 at most; upgrade cdk-lambda-tracing'],
    ['an entry that is not complete', lockWith({ [name('tracer')]: { version: 7 } as never }), `its entry '${name('tracer')}' is not complete`],
    ['a folder', undefined, 'it cannot be read (EISDIR)'],
  ])('%s', (_, text, problem) => {
    if (text === undefined) { mkdirSync('lambda-tracing.lock.json'); } else { writeFileSync('lambda-tracing.lock.json', text); }
    const { root, output } = traced();
    const { functions, diagnostics } = reportOf(root);
    expect(diagnostics).toEqual([{
      path: '', id: 'cdk-lambda-tracing:lockUnusable', severity: 'error',
      message: expect.stringContaining(`the lock lambda-tracing.lock.json cannot be used, so no version of a layer is pinned: ${problem}`),
      fix: 'mend it, or leave it out with the context lambda-tracing:lock=false',
    }]);
    expect(output).toContain('the lock lambda-tracing.lock.json cannot be used');
    expect(functions[0].status).toBe('traced');
  });

  test('one that the context names and that is not there', () => {
    const { root } = traced({ 'lambda-tracing:lock': join(temporaryFolder(), 'gone.json') });
    expect(reportOf(root).diagnostics[0].message).toBe('the lock gone.json cannot be used, so no version of a layer is pinned: context lambda-tracing:lock names it, and it is not there');
  });
});

describe('what it pins', () => {
  test('a layer that is missing is attached all the same, and named', () => {
    writeFileSync('lambda-tracing.lock.json', lockWith({}));
    const { root, output } = traced();
    expect(reportedIds(root)).toEqual(['layerNotLocked']);
    expect(output).toContain('run `npx cdk-lambda-tracing layers update` and commit the lock');
  });

  test('the mapping of stacks without a region, which their functions share', () => {
    writeFileSync('lambda-tracing.lock.json', PINNED);
    const root = app();
    const stack = new Stack(root, 'Stack');
    l2(stack, 'One');
    l2(stack, 'Two');
    LambdaTracing.of(root).add(fakeProvider({ layers: [TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('tracer', 5), 'us-east-1': layerArn('tracer', 5, 'us-east-1') })] }));
    const [{ Mappings }] = Object.values(synthesize(root).templates);
    expect(Object.values(Mappings!)).toEqual([{ 'eu-west-1': { arn: layerArn('tracer', 7) }, 'us-east-1': { arn: layerArn('tracer', 5, 'us-east-1') } }]);
  });

  test('a version that the code names is left alone, and is in the report as chosen', () => {
    writeFileSync('lambda-tracing.lock.json', PINNED);
    const { root } = traced({}, {}, fakeProvider({ layers: [TracingLayer.fromArn(layerArn('tracer', 5)).withChosenVersion()] }));
    expect(reportedIds(root)).toEqual(['lockOverruled']);
    expect(reportedIn(root).changes).toMatchObject({ layers: [layerArn('tracer', 5)], chosenLayers: [layerArn('tracer', 5)] });
  });
});

/** Code is looked at where it is. */
const NO_COPIES = { 'aws:cdk:disable-asset-staging': true };

/** A folder with one file of a size that takes no room on the disk. */
function codeOf(bytes: number): Code {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/index.js'), '');
  truncateSync(join(folder, 'src/index.js'), bytes);
  return Code.fromAsset(folder, { assetHash: folder });
}

describe('code and layers over 250 MB', () => {
  const locked = (size: number, more: object = {}) => writeFileSync('lambda-tracing.lock.json', lockWith({ [name('tracer')]: entry(7, size, more), [name('users')]: entry(1, 60 * MB) }));

  test.each<[string, number, number, object, string[], string | undefined]>([
    ['fit', 10, 10, {}, [], undefined],
    ['fit to the byte', 240, 10, {}, [], undefined],
    ['do not fit even zipped', 245, 10, {}, [], '255 MB unzipped at the least (code 245, tracer 10 zipped); Lambda takes 250 MB of code and layers together'],
    ['do not fit unzipped', 200, 10, { unzipped: 51 * MB }, [], '251 MB unzipped at the least (code 200, tracer 51); Lambda'],
    ['do not fit with a layer of the user\'s that the lock has', 200, 10, {}, ['users'], '270 MB unzipped at the least (code 200, users 60 zipped, tracer 10 zipped); Lambda'],
    ['may fit, where nobody knows the layer of the user\'s', 240, 10, {}, ['unknown'], undefined],
  ])('%s', (_, code, size, more, users, message) => {
    locked(size * MB, more);
    const root = app(NO_COPIES);
    const stack = new Stack(root, 'Stack', { env: { region: 'eu-west-1' } });
    l2(stack, 'Fn', { code: codeOf(code * MB), handler: 'src/index.handler', layers: importedLayers(stack, users) });
    LambdaTracing.of(root).add(provider);
    synthesize(root);
    const { status, diagnostics } = reportedIn(root);
    expect(status).toBe(message === undefined ? 'traced' : 'skipped');
    expect(diagnostics.filter(({ id }) => id === 'cdk-lambda-tracing:codeTooLarge').map((entry_) => entry_.message)).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  test('an archive counts by what it unpacks to', () => {
    locked(10 * MB);
    const archive = join(temporaryFolder(), 'code.zip');
    writeFileSync(archive, zipSync({ 'index.js': new Uint8Array(245 * MB) }, { level: 1 }));
    const { root } = traced(NO_COPIES, { code: Code.fromAsset(archive) });
    expect(reportedIn(root).diagnostics[0].message).toMatch(/^255 MB unzipped at the least \(code 245, tracer 10 zipped\)/);
  }, 60_000);

  test('without a lock nobody measures', () => {
    const { root } = traced(NO_COPIES, { code: codeOf(300 * MB), handler: 'src/index.handler' });
    expect(reportedIn(root).status).toBe('traced');
  });
});
