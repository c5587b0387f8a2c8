import { EVERY_PROVIDER } from './every-provider';
import { arnsOf, modelOf, planOf, reasonOf } from './model-of';
import { FunctionArchitecture, ModuleFormat } from '../../src/core/function-model';

const arn = (name: string, region = 'eu-west-1') => `arn:aws:lambda:${region}:111122223333:layer:${name}:7`;
const X86 = FunctionArchitecture.X86_64;
const ARM = FunctionArchitecture.ARM64;
const { COMMONJS, ESM } = ModuleFormat;

// Layers whose name or version no source confirms: with an ARN of the user's everything else is known.
describe.each([X86, ARM])('on %s, with an ARN of the user\'s', (architecture) => {
  test.each([
    ['Instana', 'java21', { appendedEnvironment: { JAVA_TOOL_OPTIONS: '-javaagent:/opt/instana/standalone-collector.jar' } }],
    ['Instana', 'dotnet8', { environment: { CORECLR_PROFILER: '{cf0d821e-299b-5307-a3d8-b283c03916dd}', DOTNET_STARTUP_HOOKS: '/opt/Instana.Tracing.Core.dll' } }],
    ['NewRelic', 'python3.12', { handlerRedirect: { handler: 'newrelic_lambda_wrapper.handler', originalHandlerVariable: 'NEW_RELIC_LAMBDA_HANDLER' } }],
    ['NewRelic', 'ruby3.4', { handlerRedirect: { handler: 'newrelic_lambda_wrapper.handler', originalHandlerVariable: 'NEW_RELIC_LAMBDA_HANDLER' } }],
    ['NewRelic', 'java21', { execWrapper: '/opt/newrelic-java-handler' }],
    ['NewRelic', 'dotnet8', { environment: { CORECLR_PROFILER: '{36032161-FFC0-4B61-B559-F6C5D41BAE5A}', CORECLR_NEWRELIC_HOME: '/opt/lib/newrelic-dotnet-agent' } }],
    ['Dynatrace', 'nodejs22.x', { execWrapper: '/opt/dynatrace' }], ['Dynatrace', 'python3.13', { execWrapper: '/opt/dynatrace' }],
    ['Dynatrace', 'java21', { execWrapper: '/opt/dynatrace' }], ['Dynatrace', 'dotnet8', { execWrapper: '/opt/dynatrace' }],
    ['AppDynamics', 'nodejs20.x', { execWrapper: '/opt/appdynamics-extension-script' }], ['AppDynamics', 'java17', { execWrapper: '/opt/appdynamics-extension-script' }],
    ['Elastic', 'nodejs22.x', { appendedEnvironment: { NODE_OPTIONS: '-r elastic-apm-node/start' } }],
  ])('%s on %s is started as the vendor says', (provider, runtime, expected) => {
    const family = /^[a-z]+/.exec(runtime)![0];
    const decision = EVERY_PROVIDER[provider]({ layerArns: { [family]: arn('mine') } }).decide(modelOf(runtime, { architecture, moduleFormat: family === 'nodejs' ? COMMONJS : undefined }));
    expect(planOf(decision)).toMatchObject({ level: 'CODE', ...expected });
    expect(arnsOf(decision)[0]).toBe(arn('mine'));
  });

  test.each([[COMMONJS, 'newrelic-lambda-wrapper.handler'], [ESM, '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler'], [undefined, '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler']])(
    'New Relic on Node.js of format %s is called by %s', (moduleFormat, handler) => {
      const decision = EVERY_PROVIDER.NewRelic({ layerArns: { nodejs: arn('nr') } }).decide(modelOf('nodejs22.x', { architecture, moduleFormat }));
      expect(planOf(decision).handlerRedirect!.handler).toBe(handler);
    });

  test('New Relic on an executable: the extension alone', () => {
    const decision = EVERY_PROVIDER.NewRelic({ layerArns: { extension: arn('nr-extension') } }).decide(modelOf('provided.al2023', { architecture }));
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', layers: [{ arn: arn('nr-extension') }] });
    expect(decision.plan).not.toHaveProperty('handlerRedirect');
  });

  test('New Relic\'s extension is not attached to a language, whose layer holds it', () => {
    const decision = EVERY_PROVIDER.NewRelic({ layerArns: { python: arn('nr'), extension: arn('nr-extension') } }).decide(modelOf('python3.12', { architecture }));
    expect(arnsOf(decision)).toEqual([arn('nr')]);
  });

  test.each(['nodejs22.x', 'python3.13', 'java21'])('SolarWinds on %s needs the collector only', (runtime) => {
    const decision = EVERY_PROVIDER.SolarWinds({ layerArns: { extension: arn('otelcol') } }).decide(modelOf(runtime, { architecture }));
    expect(planOf(decision)).toMatchObject({ level: 'CODE', execWrapper: '/opt/solarwinds-apm/wrapper' });
    expect(arnsOf(decision)[1]).toBe(arn('otelcol'));
    expect(arnsOf(decision)[0]).toMatch(/:851060098468:layer:solarwinds-apm-(js|python|java)-[\d_]+:1$/);
  });
});

test('without the ARN the skip names the key to give', () => {
  const { reason } = EVERY_PROVIDER.SolarWinds().decide(modelOf('nodejs22.x'));
  expect(reason!.fix).toBe("pass layerArns: { 'extension': <ARN of the layer version> }");
  expect(EVERY_PROVIDER.NewRelic().decide(modelOf('python3.12')).reason!.message).toContain('layers.newrelic-external.com/get-layers?CompatibleRuntime=<runtime> names them');
});

test.each([['arn:aws:lambda:cn-north-1:111122223333:layer:mine:3', 'aws-cn'], ['arn:aws-cn:lambda:eu-west-1:111122223333:layer:mine:3', 'aws'], ['arn:aws:lambda:us-gov-west-1:111122223333:layer:mine:3', 'aws-us-gov']])(
  'an ARN whose region is in another partition is refused: %s', (wrong, partition) => {
    expect(() => EVERY_PROVIDER.Dynatrace({ layerArns: { nodejs: wrong } })).toThrow(`which is in the partition ${partition}, got "${wrong}"; correct one of the two`);
  });

test.each(['arn:aws:lambda:eu-west-1:1111:layer:mine:3', 'arn:aws:lambda:eu-west-1:111122223333:layer:mine', 'arn:aws:iam::111122223333:role/mine', 'mine'])('an ARN of the wrong shape is refused: %s', (wrong) => {
  expect(() => EVERY_PROVIDER.Dynatrace({ layerArns: { nodejs: wrong } })).toThrow('layerArns.nodejs is not the ARN of a layer version');
});

test('an ARN of another region is of no use', () => {
  expect(reasonOf(EVERY_PROVIDER.Dynatrace({ layerArns: { nodejs: arn('dt', 'us-east-1') } }).decide(modelOf('nodejs22.x')))).toBe('regionNotServed');
});
