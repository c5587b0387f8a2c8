import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { layerNamed } from './layers';
import { BackEnd, Sandbox, type InvokeResult, type LogLine, type NodeRuntime } from '../../sandbox';
import { LambdaTracing, type ITracingProvider } from '../../src';
import { app, templateOf } from '../support/app';

export type CodeFormat = 'CommonJS' | 'ES module' | 'bundle';

const REGION = 'eu-west-1';

/** Calls another service, and says what it got: the answer is right only where the user's own code has run to its end. */
const BODY = `
const ask = () => new Promise((ok, no) => http.get(process.env.PEER, (answer) => { let text = ''; answer.on('data', (part) => { text += part; }); answer.on('end', () => ok(text)); }).on('error', no));
const handle = async (event, context) => ({ id: event.id, peer: await ask(), requestId: context.awsRequestId });`;

const SOURCES: Readonly<Record<CodeFormat, () => Readonly<Record<string, string>>>> = {
  'CommonJS': () => ({ 'index.js': `const http = require('node:http');${BODY}\nexports.handler = handle;` }),
  'ES module': () => ({ 'index.mjs': `import http from 'node:http';${BODY}\nexport const handler = handle;` }),
  // As NodejsFunction builds it: CommonJS, with a getter in the place of the export.
  'bundle': () => ({
    'index.js': buildSync({
      stdin: { contents: `import http from 'node:http';${BODY}\nexport const handler = handle;` }, bundle: true, platform: 'node', target: 'node20', format: 'cjs', write: false,
    }).outputFiles[0].text,
  }),
};

export interface FunctionOptions {
  readonly provider: ITracingProvider;
  readonly runtime: NodeRuntime;
  readonly format: CodeFormat;
  /** What its owner has set: it leads the vendor's library to this machine. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default - Lambda's, 128 */
  readonly memorySize?: number;
  /** More files beside the handler. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A function as the template has it once our provider was there. */
export interface PlannedFunction {
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Names, from their ARNs. */
  readonly layers: readonly string[];
}

/** What was seen of two invocations. */
export interface Run {
  readonly planned: PlannedFunction;
  /** Of the second. */
  readonly result: InvokeResult;
  /** Headers of the first request that the function made. */
  readonly outgoing: Readonly<Record<string, string>>;
  readonly logs: readonly LogLine[];
}

/** Synthesizes a function with the provider, lays out the layers that the template names, and runs it as the template has configured it. */
export async function run(options: FunctionOptions): Promise<Run> {
  const peer = await new BackEnd({ behaviour: { body: 'pong' } }).listen();
  const code = mkdtempSync(join(tmpdir(), 'vendor-test-'));
  for (const [name, text] of Object.entries({ ...SOURCES[options.format](), ...options.files })) writeFileSync(join(code, name), text);
  // By a name: some leave out requests to this machine.
  const planned = plan(options, code, peer.url.replace('127.0.0.1', 'sandbox.localdomain'));
  const logs: LogLine[] = [];
  const sandbox = await Sandbox.start({
    code,
    handler: planned.handler,
    runtime: options.runtime,
    ...(options.runtime === 'nodejs22.x' ? { runtimeClient: 'ric3' } : {}), // the client that Lambda has there
    layers: planned.layers.map(layerNamed),
    environment: planned.environment,
    memoryMb: options.memorySize ?? 128,
    timeoutSeconds: 20,
    functionName: 'orders',
    region: REGION,
    tracing: 'Active',
    onLog: (line) => logs.push(line),
  });
  try {
    // Twice: what is still on its way when the first call ends stands still until the second.
    let result!: InvokeResult;
    for (const call of ['cold', 'warm']) {
      result = await sandbox.invoke({ id: 7 });
      if (result.status !== 'success') throw new Error(`${call}: ${result.status} ${JSON.stringify(result.error ?? sandbox.init.error)}\n${logs.map(({ line }) => line).join('\n')}`);
    }
    return { planned, result, outgoing: peer.requests[0]?.headers ?? {}, logs };
  } finally {
    await sandbox.shutdown();
    await peer.close();
    rmSync(code, { recursive: true });
  }
}

function plan({ provider, runtime, environment, memorySize }: FunctionOptions, code: string, peer: string): PlannedFunction {
  const root = app();
  const stack = new Stack(root, 'Shop', { env: { account: '111122223333', region: REGION } });
  new Function(stack, 'Orders', {
    runtime: new Runtime(runtime, RuntimeFamily.NODEJS), handler: 'index.handler', code: Code.fromAsset(code), memorySize, environment: { ...environment, PEER: peer },
  });
  LambdaTracing.of(root).add(provider);
  const { Properties } = Object.values(templateOf(root).Resources).find(({ Type }) => Type === 'AWS::Lambda::Function')!;
  const variables = Object.entries(Properties.Environment.Variables as Record<string, unknown>);
  const unresolved = variables.filter(([, value]) => typeof value !== 'string');
  if (unresolved.length > 0) throw new Error(`only CloudFormation knows ${unresolved.map(([name]) => name).join(', ')}`);
  return {
    handler: Properties.Handler,
    environment: Object.fromEntries(variables) as Record<string, string>,
    layers: (Properties.Layers as string[] | undefined ?? []).map((arn) => arn.split(':')[6]),
  };
}

/** The answer is the function's own. */
export function expectOwnAnswer({ result }: Run): void {
  expect(result.payload).toEqual({ id: 7, peer: 'pong', requestId: result.requestId });
}
