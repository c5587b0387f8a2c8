import { existsSync } from 'fs';
import { join } from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { AwsDistroProvider, LambdaTracing, XRayProvider } from '../../src';
import { onApp } from '../../src/auto/on-app';
import { app as newApp, reportOf, synthesize } from '../support/app';
import { l2 } from '../support/sample-function';

const HOOK = Symbol.for('@aws-cdk/core.App#initHook');
const hooks = globalThis as { [HOOK]?: (app: App) => void };
const variables = { ...process.env };

let told: string[];
let stderr: jest.SpyInstance;

beforeAll(() => { hooks[HOOK] = onApp; });
afterAll(() => { delete hooks[HOOK]; });
beforeEach(() => {
  told = [];
  stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { told.push(String(text)); return true; });
});
afterEach(() => {
  stderr.mockRestore();
  process.env = { ...variables };
});

function shop(context: { [key: string]: unknown } = {}) {
  const app = newApp(context);
  l2(new Stack(app, 'Stack', { env: { region: 'eu-west-1' } }), 'Fn');
  const stage = new Stage(app, 'Prod');
  l2(new Stack(stage, 'Stack', { env: { region: 'eu-west-1' } }), 'Fn');
  return { app, stage };
}

const PROVIDER = { 'lambda-tracing:provider': 'aws-distro' };

test('every Stage is traced, those included that were synthesized before', () => {
  const { app, stage } = shop(PROVIDER);
  stage.synth();
  l2(new Stack(new Stage(app, 'Late'), 'Stack', { env: { region: 'eu-west-1' } }), 'Fn');
  const { error } = synthesize(app);

  expect(error).toBeUndefined();
  expect(reportOf(app).totals).toMatchObject({ functions: 3, traced: 3, byLevel: { CODE: 3 } });
  expect(told).toEqual([]);
});

test('templates are those of tracing by code', () => {
  const auto = synthesize(shop(PROVIDER).app);
  const { app } = shop({ 'lambda-tracing:enabled': undefined });
  LambdaTracing.of(app).add(new AwsDistroProvider());

  expect(auto.texts).toEqual(synthesize(app).texts);
});

test('with nothing set the provider is OpenTelemetry', () => {
  const { app } = shop();
  synthesize(app);

  expect(reportOf(app).functions.map(({ provider }) => provider)).toEqual(['opentelemetry', 'opentelemetry']);
});

test('what the app says in code wins, and Stages are covered all the same', () => {
  process.env.LAMBDA_TRACING_ENVIRONMENT = '{"FROM_AUTO":"1","FROM_BOTH":"auto"}';
  const { app } = shop(PROVIDER);
  LambdaTracing.of(app).add(new XRayProvider());
  LambdaTracing.of(app).configure({ environment: { FROM_BOTH: 'code' } });
  l2(new Stack(new Stage(app, 'Late'), 'Stack', { env: { region: 'eu-west-1' } }), 'Fn');
  const { templates } = synthesize(app);

  expect(reportOf(app).functions.map(({ provider }) => provider)).toEqual(['xray', 'xray', 'xray']);
  const [fn] = Object.values(templates['Stack.template.json'].Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(fn.Properties.Environment.Variables).toMatchObject({ FROM_AUTO: '1', FROM_BOTH: 'code' });
});

test('the coverage that is configured is checked, once, as by a plugin of the app\'s own', () => {
  const coverage = { 'lambda-tracing:coverage': { requiredLevel: 'CODE', failOnUntraced: true } };
  const { app, stage } = shop({ 'lambda-tracing:provider': 'xray', ...coverage });
  stage.synth();
  const { error, output } = synthesize(app);

  expect(error).toBeDefined();
  expect(output.split('traced at level INVOCATION, and CODE is required')).toHaveLength(3);
  expect(synthesize(shop({ 'lambda-tracing:provider': 'aws-distro', ...coverage }).app)).toMatchObject({ error: undefined, output: '' });
});

test.each([
  [{ minCoverge: 5 }, /coverage has no minCoverge; it may have failOnUntraced, requiredLevel, minCoverage/],
  [{ minCoverage: 500, baseline: 'no/such.json' }, /minCoverage must be a number from 0 to 100, got 500; baseline no\/such\.json cannot be read: it does not exist/],
])('coverage that cannot be checked, %j, is said like any other wrong configuration', (coverage, message) => {
  const { app } = shop({ ...PROVIDER, 'lambda-tracing:coverage': coverage });

  expect(synthesize(app).output).toMatch(message);
});

test.each([
  ['by the environment', {}, { LAMBDA_TRACING_ENABLED: 'false' }],
  ['by the environment, whatever else is wrong', { 'lambda-tracing:nosuch': 1 }, { LAMBDA_TRACING_ENABLED: 'false' }],
  ['by the context', { 'lambda-tracing:enabled': false }, {}],
])('off: %s', (_, context, environment) => {
  Object.assign(process.env, environment);
  const { app } = shop(context);
  synthesize(app);

  expect(existsSync(join(app.outdir, 'lambda-tracing.json'))).toBe(false);
  expect(told).toEqual([]);
});

test('a wrong configuration: one message with all of it, and the app goes on as it is', () => {
  const { app } = shop({ 'lambda-tracing:provider': 'nosuch', 'lambda-tracing:samplingRatio': 7, 'lambda-tracing:excludePaths': '/Shop/' });
  const { error, output } = synthesize(app);

  expect(error).toBeUndefined();
  expect(existsSync(join(app.outdir, 'lambda-tracing.json'))).toBe(false);
  expect(output.match(/cdk-lambda-tracing\/auto/g)).toHaveLength(1);
  expect(output).toMatch(/there is no provider 'nosuch'.*samplingRatio must be a number from 0 to 1, got 7.*'\/Shop\/'.*nothing is traced/);
});

test('a wrong configuration fails the synthesis where tracing is required', () => {
  const { app } = shop({ 'lambda-tracing:provider': 'nosuch', 'lambda-tracing:required': 'true' });

  expect(synthesize(app).error?.message).toMatch(/^cdk-lambda-tracing\/auto: there is no provider 'nosuch'.*\(and tracing is required\)$/);
});

test('an app without functions is left in peace', () => {
  const app = newApp(PROVIDER);
  new Stack(app, 'Empty');

  expect(synthesize(app).output).toBe('');
});
