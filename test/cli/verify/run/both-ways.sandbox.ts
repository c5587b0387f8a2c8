import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { verified } from './verified';
import { folderWith, reported } from '../../assembly';
import { Sketch, TRACER } from '../assembly-of';

const ECHO = 'exports.handler = async (event) => event;';
const EVENT = { id: 7 };

/** Our own layer, as Lambda unpacks it. */
const DIST = join(__dirname, '../../../../layers/nodejs/dist');
const OUR_LAYER = Object.fromEntries(readdirSync(join(DIST, 'cdk-lambda-tracing')).map((name) => [`cdk-lambda-tracing/${name}`, readFileSync(join(DIST, 'cdk-lambda-tracing', name), 'utf8')]));

function ours(environment: { [name: string]: string }, more: Sketch = {}): Sketch {
  const all = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/cdk-lambda-tracing/wrapper', ...environment };
  const added = Object.keys(all).filter((name) => !name.startsWith('OWN'));
  return {
    layer: OUR_LAYER, environment: all, ...more,
    report: { provider: 'opentelemetry', changes: { ...reported().changes!, layers: ['cdk-lambda-tracing-nodejs'], execWrapper: all.AWS_LAMBDA_EXEC_WRAPPER, environment: added, permissions: [] } },
  };
}

describe('started with tracing and without', () => {
  test('all kinds of outcome, in one run', async () => {
    const result = await verified({
      Well: {},
      WellAsModule: { code: { 'index.mjs': 'await 1; export const handler = async () => 1;' }, layer: { ...TRACER, 'test/handler.mjs': 'const { handler: inner } = await import("/var/task/index.mjs"); export const handler = (e) => inner(e);', 'test/handler.js': '' } },
      Alone: { code: 'throw new TypeError("no table " + process.env.TABLE);', environment: { TABLE: 'orders-table' } },
      Handed: { layer: { 'test/wrapper': '#!/bin/sh\nexec "$@"\n' } },
      Throws: { layer: { ...TRACER, 'test/handler.js': 'throw new RangeError("tracer");' } },
      Exits: { layer: { 'test/wrapper': '#!/bin/sh\nexit 3\n' } },
      NoExport: ours({ OTEL_TRACES_EXPORTER: 'xray' }, { code: 'exports.other = 1; /* handler */' }),
    });
    const verdicts = Object.fromEntries(result.all.functions.map(({ logicalId, verdict }: any) => [logicalId, verdict]));
    expect(verdicts).toEqual({ Well: 'proven', WellAsModule: 'broken', Alone: 'fails anyway', Handed: 'broken', Throws: 'broken', Exits: 'broken', NoExport: 'fails anyway' });
    expect(result.exitCode).toBe(1);
    expect(result.Handed.why).toMatch(/nothing of its layers was seen in the runtime/);
    expect(result.Throws.why).toMatch(/without tracing it starts, with tracing it fails to start \(RangeError: tracer\)/);
    expect(result.Exits.why).toMatch(/fails to start \(Runtime\.ExitError: /);
    expect(result.NoExport.why).toMatch(/HandlerNotFound/);
    // The value of a variable is not shown, its name is.
    expect(result.Alone.why).toBe('it fails to start (TypeError: no table <TABLE>), with tracing and without');
    expect(JSON.stringify(result.all)).not.toContain('orders-table');
    expect(result.Well.start).toEqual({ without: { status: 'success', ms: expect.any(Number), cpuMs: expect.any(Number), rssBytes: expect.any(Number) }, with: expect.objectContaining({ status: 'success' }) });
    expect(result.Well.start.with.rssBytes).toBeGreaterThan(10_000_000);
    expect(result.note.match(/^\d\/7 (proven|broken|fails anyway): Shop\/\w+\/Resource$/gm)).toHaveLength(7);
    expect(result.all.remarks).toEqual([expect.stringMatching(/^nodejs22\.x runs on Node\.js v/), 'Init and memory are those of one start each way, on this machine']);
  });

  test.each([['x-ray', { OTEL_TRACES_EXPORTER: 'xray' }], ['otlp', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com', LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:key', OTEL_TRACES_SAMPLER: 'always_off' }], ['zipkin', { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'https://zipkin.example.com/api/v2/spans' }]])(
    'our own layer with %s: the invocation gives the same answer, and its span arrives', async (_, environment) => {
      const role = { Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }] };
      const { Orders, exitCode } = await verified({ Orders: ours(environment, { role }) }, ['--invoke', folderWith({ 'Orders.json': EVENT })]);
      expect(Orders).toMatchObject({ verdict: 'proven', active: true, invocation: { same: true, spans: 1, with: { status: 'success' } } });
      expect(exitCode).toBe(0);
    });

  test('our own layer on every Node.js of Lambda', async () => {
    const result = await verified(Object.fromEntries(['18', '20', '22', '24'].map((major) => [`Node${major}`, ours({ OTEL_TRACES_EXPORTER: 'xray' }, { runtime: `nodejs${major}.x` })])));
    expect(result.all.totals).toMatchObject({ functions: 4, proven: 4 });
    expect(result.all.remarks).toHaveLength(5);
  });

  test('a tracer of ours that is switched off, or does not answer in the process, is inactive, though the function runs', async () => {
    const xray = { OTEL_TRACES_EXPORTER: 'xray' };
    const { Off, Empty, Well } = await verified({
      Off: ours({ ...xray, OTEL_SDK_DISABLED: 'true' }),
      Empty: ours(xray, { layer: { ...OUR_LAYER, 'cdk-lambda-tracing/handler.mjs': 'export { handler } from "/var/task/index.js";' } }),
      Well: ours(xray),
    }, ['--node', `22=${process.execPath}`]); // AWS's runtime client does not tell
    expect(Off).toMatchObject({ verdict: 'broken', why: 'OTEL_SDK_DISABLED=true among its variables switches the tracer off' });
    expect(Empty).toMatchObject({ verdict: 'broken', why: 'the layer\'s handler was loaded, and no tracer answers in its process' });
    expect(Well.verdict).toBe('proven');
  });

  test('started several times: the medians, and every start counts', async () => {
    const result = await verified({ Well: {}, Alone: { code: 'throw new Error("always");' } }, ['--starts', '3']);
    expect(result.Well).toMatchObject({ verdict: 'proven', start: { with: { status: 'success', ms: expect.any(Number) } } });
    expect(result.Alone.verdict).toBe('fails anyway');
    expect(result.all.remarks).toContain('Init and memory are the medians of 3 starts each way, on this machine');
  });

  test('a tracer of ours that could not start is inactive, though the function runs', async () => {
    const { Orders } = await verified({ Orders: ours({ OTEL_TRACES_EXPORTER: 'xray' }, { layer: { ...OUR_LAYER, 'cdk-lambda-tracing/handler.mjs': 'console.warn("cdk-lambda-tracing: starting failed; x is not a function"); export { handler } from "/var/task/index.js";' } }) });
    expect(Orders).toMatchObject({ verdict: 'broken', why: 'the tracer says: starting failed; x is not a function' });
  });
});

describe('invoked', () => {
  const events = (...ids: string[]) => ['--invoke', folderWith(Object.fromEntries(ids.map((id) => [`${id}.json`, EVENT])))];
  const changing = (how: string) => ({ ...TRACER, 'test/handler.js': `${TRACER['test/handler.js']}\nconst inner = exports.handler; exports.handler = async (event) => { ${how} };` });

  test('all kinds of answer, in one run', async () => {
    const result = await verified({
      Same: {},
      Error: { code: 'exports.handler = async () => { throw new Error("at " + Date.now()); };' },
      Varies: { code: 'exports.handler = async () => Math.random();' },
      Changed: { layer: changing('return { ...await inner(event), more: 1 };') },
      Failed: { layer: changing('throw new Error("tracer");') },
      Crashes: { layer: changing('process.kill(process.pid, "SIGKILL");') },
      NotInvoked: {},
    }, events('Same', 'Error', 'Varies', 'Changed', 'Failed', 'Crashes'));
    const verdicts = Object.fromEntries(result.all.functions.map(({ logicalId, verdict }: any) => [logicalId, verdict]));
    expect(verdicts).toEqual({ Same: 'proven', Error: 'proven', Varies: 'proven', Changed: 'broken', Failed: 'broken', Crashes: 'broken', NotInvoked: 'proven' });
    expect(result.Same.invocation).toMatchObject({ same: true, varies: false });
    expect(result.Varies.invocation).toMatchObject({ same: false, varies: true });
    expect(result.Crashes.why).toBe('it answers otherwise with tracing (crash) than without (success)');
    expect(result.NotInvoked.invocation).toBeUndefined();
  });

  test('a span that does not arrive breaks it', async () => {
    const { Orders } = await verified({ Orders: ours({ OTEL_TRACES_EXPORTER: 'none' }) }, events('Orders'));
    expect(Orders).toMatchObject({ verdict: 'broken', why: expect.stringMatching(/no span of the invocation arrived/) });
  });
});

describe('what stands around a function', () => {
  const tell = (expression: string) => `const seen = ${expression};\nexports.handler = async () => seen;\nthrow new Error(JSON.stringify(seen));`;

  test('values of the deployment have stand-ins, secrets are not resolved', async () => {
    const { Orders } = await verified({
      Orders: {
        code: tell('[new URL(process.env.OWN_QUEUE).hostname, process.env.OWN_SECRET.length, process.env.OWN_ARN.split(":").length]'),
        environment: { OWN_QUEUE: { 'Fn::Sub': 'https://sqs.${AWS::Region}.amazonaws.com/1/x' }, OWN_SECRET: '{{resolve:secretsmanager:x}}', OWN_ARN: { 'Fn::GetAtt': ['Table', 'Arn'] } },
      },
    });
    expect(Orders.why).toContain('["sqs.eu-central-1.amazonaws.com",23,6]');
  });

  test('there is no network', async () => {
    const { Orders } = await verified({ Orders: ours({ OTEL_TRACES_EXPORTER: 'xray' }, { code: { 'index.mjs': 'await fetch("http://192.0.2.1").catch(({ cause }) => { throw new Error(cause.code); }); export const handler = 1;' } }) });
    expect(Orders).toMatchObject({ verdict: 'fails anyway', why: expect.stringContaining('ENETUNREACH') });
  });

  test('the AWS SDK of the runtime comes from the packages of the app, and nothing else does', async () => {
    const { Sdk, Other, Gone } = await verified({
      Sdk: { code: 'const { SQSClient } = require("@aws-sdk/client-sqs"); new SQSClient({}); exports.handler = async () => 1;' },
      Other: { code: 'require("fast-check"); exports.handler = async () => 1;' },
      Gone: { code: 'require("@aws-sdk/client-nosuch"); exports.handler = async () => 1;' },
    });
    expect(Sdk.verdict).toBe('proven');
    expect(Other).toMatchObject({ verdict: 'fails anyway', why: expect.stringMatching(/Cannot find module 'fast-check'/) });
    expect(Gone.findings).toContainEqual(expect.objectContaining({ id: 'sdkNotHere', message: expect.stringContaining('@aws-sdk/client-nosuch') }));
  });

  test('a published layer that is given', async () => {
    const given = folderWith({ 'test/handler.js': TRACER['test/handler.js'] });
    const handler = '/opt/test/handler.handler';
    const sketch = {
      handler, environment: { TEST_HANDLER: 'index.handler' }, properties: { Layers: ['arn:aws:lambda:eu-central-1:111122223333:layer:vendor:7'] },
      report: { changes: { ...reported().changes!, layers: ['arn:aws:lambda:eu-central-1:111122223333:layer:vendor:7'], execWrapper: undefined, handler, environment: ['TEST_HANDLER', 'AWS_LAMBDA_EXEC_WRAPPER'], permissions: [] } },
    };
    const withWrapper = { ...sketch, environment: { ...sketch.environment, AWS_LAMBDA_EXEC_WRAPPER: '' } };
    expect((await verified({ Orders: withWrapper }, ['--invoke', folderWith({ 'Orders.json': EVENT }), '--layer', `vendor=${given}`])).Orders).toMatchObject({ verdict: 'proven', invocation: { same: true } });
    expect((await verified({ Orders: withWrapper })).Orders.verdict).toBe('static only');
  });
});

test(`a function that is well is well: ${ECHO}`, async () => {
  expect(await verified({ Orders: { code: ECHO } })).toMatchObject({ exitCode: 0, Orders: { verdict: 'proven', findings: [] } });
});
