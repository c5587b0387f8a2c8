import { truncateSync, writeFileSync } from 'fs';
import { join } from 'path';
import { dataOf, one, traced } from './traced-template';
import { run } from '../../cli/program';

const LAYER = 'arn:aws:lambda:eu-central-1:615299751070:layer:AWSOpenTelemetryDistroPython';
const lock = (entry: object = {}, layer = LAYER) => ({ version: 1, layers: { [layer]: { version: 7, size: 1000, unzipped: 2000, codeSha256: 'abc=', created: '2026-01-01T00:00:00.000Z', ...entry } } });
const PYTHON = one('      InlineCode: "1"\n');
const layersIn = (out: string) => dataOf(out).Resources.Fn.Properties.Layers as string[];

test.each<[string, { readonly [file: string]: unknown }, readonly string[], number]>([
  ['beside the template', { 'lambda-tracing.lock.json': lock() }, [], 7],
  ['that is named', { 'locks/mine.json': lock() }, ['--lock', 'locks/mine.json'], 7],
])('a lock %s pins the version, as in a CDK app', async (_, files, args, version) => {
  const { out, note } = await traced({ 'in.yaml': PYTHON, ...files }, 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1', ...args);

  expect(layersIn(out)).toEqual([`${LAYER}:${version}`]);
  expect(note).not.toContain('lock');
});

test('without a lock, or with --no-lock, the version is that of this package', async () => {
  const bare = await traced({ 'in.yaml': PYTHON }, 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1');
  const none = await traced({ 'in.yaml': PYTHON, 'lambda-tracing.lock.json': lock() }, 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1', '--no-lock');

  expect(layersIn(bare.out)).not.toEqual([`${LAYER}:7`]);
  expect(none.out).toBe(bare.out);
});

test('a layer that the lock lacks is attached, and that is said with what to do here', async () => {
  const { report, folder, exitCode } = await traced({ 'in.yaml': PYTHON, 'lambda-tracing.lock.json': lock({}, `${LAYER}Other`) }, 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1', '-o', 'out.yaml');
  const [{ id, message, fix }] = report().functions[0].diagnostics;

  expect(exitCode).toBe(0);
  expect({ id, message, fix }).toEqual({
    id: 'cdk-lambda-tracing:layerNotLocked', message: expect.stringContaining(`${LAYER} is not in the lock lambda-tracing.lock.json`), fix: expect.stringContaining('on the report'),
  });
  expect(message).not.toContain(folder);
});

test.each<[string, (folder: string) => void]>([
  ['a folder', (folder) => { writeFileSync(join(folder, 'code/big'), ''); truncateSync(join(folder, 'code/big'), 262_144_000 - 1000); }],
  ['a layer', () => undefined],
])('code and layers over 250 MB are found: %s', async (_, grow) => {
  const entry = _ === 'a layer' ? { unzipped: 262_144_001 } : {};
  const files = { 'in.yaml': one('      CodeUri: code\n'), 'code/a.py': '', 'lambda-tracing.lock.json': lock(entry) };
  const first = await traced(files, 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1', '--no-lock');
  grow(first.folder);
  let out = '';
  let note = '';
  await run(['template', 'in.yaml', '-p', 'aws-distro', '-r', 'eu-central-1'], '0', { out: (text) => { out += text; }, note: (text) => { note += text; } });

  expect(first.out).toContain('AWS_LAMBDA_EXEC_WRAPPER');
  expect(out).toBe(files['in.yaml']);
  expect(note).toContain('250 MB of code and layers together');
});

test.each<[string, { readonly [file: string]: unknown }, readonly string[], RegExp]>([
  ['that is not there', {}, ['--lock', 'gone.json'], /cannot read gone\.json: it does not exist/],
  ['that is half written', { 'lambda-tracing.lock.json': '{' }, [], /cannot use lambda-tracing\.lock\.json: it is not complete JSON/],
  ['of a newer version', { 'lambda-tracing.lock.json': { version: 9, layers: {} } }, [], /it has version 9/],
])('a lock %s is refused, and nothing is written', async (_, files, args, message) => {
  const { exitCode, note, out } = await traced({ 'in.yaml': PYTHON, ...files }, 'in.yaml', ...args);

  expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
  expect(note).toMatch(message);
});
