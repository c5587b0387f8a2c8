import { Way } from './both-ways';
import type { NodeVersion } from './node-versions';
import type { Receivers } from './receivers';
import { redacted } from './redacted';
import { InvokeResult, NodeRuntime, ReceivedSpan, Sandbox } from '../../../sandbox';
import { EXEC_WRAPPER_VARIABLE } from '../../../src/contract/lambda-environment';
import { LAYER_EXEC_WRAPPER } from '../../../src/contract/layer-environment';
import type { FunctionFacts } from '../assembly/function-facts';
import type { Answer, Start } from '../verdict';

const MB = 1024 * 1024;
/** A measure of the whole process tree, on another machine: no proof of an end on Lambda, but a bound. */
const SLACK_BYTES = 128 * MB;
/** Lambda's own. */
const PROCESSES = 1024;
/** Nobody is there to answer: what waits longer waits for a time-out. */
const LONGEST_CALL_SECONDS = 30;
const SPAN_WAIT_MS = 2_000;
const LONGEST_TEXT = 500;
const CODE_OF_LAYER = '/opt/';
const OUR_HANDLER = '/opt/cdk-lambda-tracing/';
/** `otel-handler` of OpenTelemetry's layers, `otel-instrument` of AWS's. */
const OPENTELEMETRY_WRAPPER = '/opt/otel-';

/** What a start needs besides the function. */
export interface Stage {
  readonly receivers: Receivers;
  readonly runtime: NodeRuntime;
  readonly node: NodeVersion;
  readonly code: string;
  readonly mounts: { readonly [inside: string]: string };
  readonly event?: string;
  /** How often it is started each way. */
  readonly starts: number;
}

/** How one start went. */
export interface Run {
  readonly start: Start;
  readonly answer?: Answer;
  readonly spans: readonly ReceivedSpan[];
  readonly requestId?: string;
  /** What a wrapper or a layer did to the runtime's process. */
  readonly seen: {
    readonly handler?: string; readonly options?: string; readonly extensions: readonly string[]; readonly complaints: readonly string[];
    /** Those that the runtime client sees in its process, where it can tell. */
    readonly tracers?: readonly string[];
  };
}

/** Starts a function once, with an event if there is one, and leaves nothing of it. */
export async function startOnce(facts: FunctionFacts, way: Way, { receivers, runtime, node, code, mounts, event }: Stage): Promise<Run> {
  const environment = receivers.redirected(way.environment);
  const sandbox = await Sandbox.start({
    code, handler: way.handler, runtime, layers: way.layers, environment, mounts, node: node.path, region: facts.region, functionName: facts.logicalId.slice(0, 64),
    memoryMb: facts.memoryMb, timeoutSeconds: Math.min(Math.max(facts.timeoutSeconds, 3), LONGEST_CALL_SECONDS), network: receivers.network,
    xrayDaemonAddress: receivers.daemonAddress, tracing: 'Active', bounds: { memoryBytes: facts.memoryMb * MB + SLACK_BYTES, processes: PROCESSES },
    ...(node.client === 'minimal' ? { runtimeClient: 'minimal' as const } : {}),
  });
  try {
    const { init } = sandbox;
    const words = (text: string) => redacted(text, way.environment).replace(/\s+/g, ' ').slice(0, LONGEST_TEXT);
    const exceeded = (): { error?: string } => (sandbox.exceeded === undefined ? {} : { error: `it took more ${sandbox.exceeded} than it may have, and was ended` });
    const start: Start = {
      status: init.status, ms: init.ms, cpuMs: init.cpu.ms, rssBytes: init.rss,
      ...(init.error === undefined ? {} : { error: words(`${init.error.errorType}: ${init.error.errorMessage}`) }), ...exceeded(),
    };
    const seen = {
      handler: sandbox.runtimeEnvironment._HANDLER, options: sandbox.runtimeEnvironment.NODE_OPTIONS, extensions: sandbox.extensions, tracers: sandbox.tracers,
      complaints: init.logs.filter(({ line }) => /\tcdk-lambda-tracing: /.test(line)).map(({ line }) => words(line.replace(/^.*\tcdk-lambda-tracing: /, ''))),
    };
    if (event === undefined || start.status !== 'success') { return { start, spans: [], seen }; }
    const result = await sandbox.invoke(undefined, { rawEvent: event });
    const answer = { ...answerOf(result, words), ...(sandbox.exceeded === undefined ? {} : { status: 'crash', text: exceeded().error! }) };
    const spans = way.layers.length > 0 ? await receivers.take(SPAN_WAIT_MS) : [];
    return { start, answer, spans, requestId: result.requestId, seen };
  } finally {
    await sandbox.shutdown();
    await receivers.take(0);
  }
}

function answerOf({ status, payload, error, body, timings }: InvokeResult, words: (text: string) => string): Answer {
  const text = error !== undefined ? words(`${error.errorType}: ${error.errorMessage.replace(/^RequestId: \S+ /, '')}`) : payload === undefined ? body.toString('base64') : JSON.stringify(payload);
  return { status, text, ms: timings.response };
}

/** Whether its tracer heeds the variables of OpenTelemetry's SDK: ours, and what starts by OpenTelemetry's own wrappers or AWS's. Others may have it set for something else. */
function isOpenTelemetry({ environment }: FunctionFacts, { seen }: Run): boolean {
  const wrapper = environment[EXEC_WRAPPER_VARIABLE]?.text ?? '';
  return wrapper === LAYER_EXEC_WRAPPER || wrapper.startsWith(OPENTELEMETRY_WRAPPER) || seen.handler?.startsWith(OUR_HANDLER) === true;
}

/** Whether a tracer was seen to be at work in the runtime's process; why not. Without an invocation only its start can be seen. */
export function activity(facts: FunctionFacts, bare: Run, traced: Run): { readonly active: boolean; readonly inactive?: string } {
  const { seen } = traced;
  if (facts.reported?.provider === 'opentelemetry' && seen.complaints.length > 0) { return { active: false, inactive: `the tracer says: ${seen.complaints.join('; ')}` }; }
  if (isOpenTelemetry(facts, traced) && facts.environment.OTEL_SDK_DISABLED?.text.toLowerCase() === 'true') { return { active: false, inactive: 'OTEL_SDK_DISABLED=true among its variables switches the tracer off' }; }
  // Ours registers itself for user code before that loads, whatever it sends to. AWS's runtime clients do not tell.
  if (seen.handler?.startsWith(OUR_HANDLER) === true && seen.tracers?.includes('opentelemetry') === false) {
    return { active: false, inactive: 'the layer\'s handler was loaded, and no tracer answers in its process' };
  }
  const loaded = seen.handler?.startsWith(CODE_OF_LAYER) === true
    || (seen.options ?? '').includes(CODE_OF_LAYER) && seen.options !== bare.seen.options
    || seen.extensions.some((name) => !bare.seen.extensions.includes(name))
    || traced.spans.length > 0;
  return loaded ? { active: true } : { active: false, inactive: 'nothing of its layers was seen in the runtime: neither a handler, nor an option of Node.js, nor an extension' };
}
