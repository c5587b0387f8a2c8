import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { sayIfTooOld } from '../../src/auto/without-hook';
import { app as newApp, reportOf, synthesize } from '../support/app';
import { l2 } from '../support/sample-function';

const HOOK = Symbol.for('@aws-cdk/core.App#initHook');
const REGISTERED = Symbol.for('cdk-lambda-tracing.auto');
const hooks = globalThis as { [HOOK]?: (app: unknown) => void; [REGISTERED]?: true };
const variables = { ...process.env };
const { exitCode } = process;

let said: string[];
let stderr: jest.SpyInstance;

beforeEach(() => {
  said = [];
  stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { said.push(String(text)); return true; });
});
afterEach(() => {
  stderr.mockRestore();
  process.env = { ...variables };
  process.exitCode = exitCode;
  delete hooks[HOOK];
  delete hooks[REGISTERED];
});

function register(): void {
  const listeners = process.listeners('exit');
  jest.isolateModules(() => jest.requireActual('../../src/auto/register'));
  process.listeners('exit').filter((listener) => !listeners.includes(listener)).forEach((listener) => process.removeListener('exit', listener));
}

test('a hook that was there before is called too, and twice preloaded counts once', () => {
  const former = jest.fn();
  hooks[HOOK] = former;
  register();
  const hook = hooks[HOOK];
  register();
  const app = newApp({ 'lambda-tracing:provider': 'aws-distro' });
  l2(new Stack(app, 'Stack', { env: { region: 'eu-west-1' } }), 'Fn');
  synthesize(app);

  expect(hooks[HOOK]).toBe(hook);
  expect(former).toHaveBeenCalledTimes(1);
  expect(reportOf(app).totals).toMatchObject({ functions: 1, traced: 1 });
});

test.each([
  ['--import cdk-lambda-tracing/auto', '--require PATH'],
  ['--max-old-space-size=4096 --import=cdk-lambda-tracing/auto --no-warnings', '--max-old-space-size=4096 --require PATH --no-warnings'],
  ['--import "cdk-lambda-tracing/auto"', '--require PATH'],
  ['--require cdk-lambda-tracing/auto', '--require PATH'],
  ['--no-warnings -r cdk-lambda-tracing/auto', '--no-warnings --require PATH'],
  ['--import file:///srv/tools/node_modules/cdk-lambda-tracing/lib/auto/register.js', '--require PATH'],
  ['--import cdk-lambda-tracing/automatic', '--import cdk-lambda-tracing/automatic'],
  ['--import file:///srv/other/lib/auto/register.js', '--import file:///srv/other/lib/auto/register.js'],
  ['--import other', '--import other'],
])('children get the complete path, and by --require: %s', (before, after) => {
  process.env.NODE_OPTIONS = before;
  register();

  expect(process.env.NODE_OPTIONS).toBe(after.replace('PATH', require.resolve('../../src/auto/register')));
});

describe('a version of aws-cdk-lib without the hook', () => {
  let folder: string;

  function appFileOf(version: string): string {
    folder = mkdtempSync(join(tmpdir(), 'auto-'));
    mkdirSync(join(folder, 'core/lib'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
    return join(folder, 'core/lib/app.js');
  }
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is said once, and the exit code stays', () => {
    const file = appFileOf('2.200.0');
    sayIfTooOld(file);
    sayIfTooOld(file);

    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^cdk-lambda-tracing\/auto: the app uses aws-cdk-lib 2\.200\.0, and the oldest that works is 2\.262\.0; upgrade aws-cdk-lib; nothing is traced/);
    expect(process.exitCode).toBe(exitCode);
  });

  test.each([
    ['in the environment', { LAMBDA_TRACING_REQUIRED: 'true' }],
    ['in cdk.json', { CDK_CONTEXT_JSON: '{ "lambda-tracing:required": true }' }],
    ['in the file', { LAMBDA_TRACING_CONFIG: 'required.json' }],
  ])('is an error where tracing is required: %s', (_, environment) => {
    const file = appFileOf('2.100.0');
    writeFileSync(join(folder, 'required.json'), '{ "required": true }');
    Object.assign(process.env, environment, 'LAMBDA_TRACING_CONFIG' in environment ? { LAMBDA_TRACING_CONFIG: join(folder, 'required.json') } : {});
    sayIfTooOld(file);

    expect(said.join('')).toMatch(/tracing is required: exit code 1/);
    expect(process.exitCode).toBe(1);
  });

  test.each([['2.262.0', {}], ['2.200.1', { LAMBDA_TRACING_ENABLED: 'false' }], ['2.262.0', { CDK_CONTEXT_JSON: '{' }]])('is nothing to speak of: %s %j', (version, environment) => {
    Object.assign(process.env, environment);
    sayIfTooOld(appFileOf(version));

    expect(said).toEqual([]);
  });
});
