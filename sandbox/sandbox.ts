import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { HttpApi } from './api/http-api';
import { Invocation } from './api/invocation';
import { FunctionFacts, checkEnvironment, extensionVariables, runtimeVariables } from './environment-variables';
import { ExecutionEnvironment, Failure, parseError } from './execution-environment';
import { invokeResponse } from './invoke-response';
import { limits } from './limits';
import { Logs } from './logs';
import { ControlGroup } from './namespace/control-group';
import { Mount, Namespace } from './namespace/namespace';
import { ResourceMeter } from './resource-meter';
import { RuntimeHome, runtimeHome } from './runtime-home';
import { newTraceHeader } from './trace-header';
import { InitResult, InvokeOptions, InvokeResponse, InvokeResult, RuntimeClient, SandboxOptions, ShutdownResult } from './types';

/** Values where the caller gives none; Lambda's own defaults. */
const DEFAULTS = {
  runtime: 'nodejs22.x', layers: [], environment: {}, timeoutSeconds: 3, memoryMb: 128, functionName: 'function', region: 'us-east-1',
  freeze: true, tracing: 'PassThrough', initializationType: 'on-demand', mounts: {},
} as const;

type Settings = SandboxOptions & Required<Pick<SandboxOptions, keyof typeof DEFAULTS>>;

/**
 * A local Lambda execution environment for one function: starts it, hands it events, freezes it in between, shuts it down.
 *
 * ```ts
 * const sandbox = await Sandbox.start({ code: 'dist/orders', handler: 'index.handler', runtime: 'nodejs24.x' });
 * const result = await sandbox.invoke({ id: 1 });
 * await sandbox.shutdown();
 * ```
 */
export class Sandbox {
  /** Makes the environment and runs its Init phase. A failed init is no rejection: it is repeated within the first invocation, as on Lambda. */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    const settings: Settings = { ...DEFAULTS, ...options };
    check(settings);
    const home = runtimeHome(settings.runtime, settings.runtimeClient);
    const group = ControlGroup.create({
      cpuQuota: settings.cpuQuota,
      memoryBytes: settings.enforceMemory ? settings.memoryMb * 1024 * 1024 : undefined,
    });
    const namespace = await Namespace.create({ node: home.node, mounts: mountsOf(settings, home), cgroups: group?.directories ?? [] });
    const sandbox = new Sandbox(settings, home, namespace, new ResourceMeter(namespace, group));
    sandbox.api = await HttpApi.listen(() => sandbox.routers());
    await sandbox.start();
    return sandbox;
  }

  /** What the Init phase took and how it ended. */
  init!: InitResult;
  private api!: HttpApi;
  private current?: ExecutionEnvironment;
  private readonly logs: Logs;
  private readonly facts: FunctionFacts;
  /** Measurements of an Init phase that belong to the next invocation. */
  private coldStart = false;
  private initialized = false;
  private frozen = false;
  private lastInitFailure?: Failure;
  private ended = false;

  private constructor(
    private readonly settings: Settings,
    private readonly home: RuntimeHome,
    private readonly namespace: Namespace,
    private readonly meter: ResourceMeter,
  ) {
    this.logs = new Logs(settings.onLog);
    this.facts = factsOf(settings);
  }

  /** Who speaks to the Runtime API inside. */
  get runtimeClient(): RuntimeClient {
    return this.home.client;
  }

  /** Sends one event; resolves when the invocation is over for everybody inside, not only for the caller. */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
    if (this.ended) throw new Error('the sandbox is shut down');
    const body = Buffer.from(options.rawEvent ?? JSON.stringify(event ?? {}));
    if (body.length > limits.payloadBytes) throw new Error(`RequestTooLargeException: the event has ${body.length} bytes, at most ${limits.payloadBytes} are allowed`);

    const started = performance.now();
    const deadline = started + this.settings.timeoutSeconds * 1000;
    this.thaw();
    const coldStart = this.coldStart || !this.initialized;
    let init: InitResult | undefined = this.coldStart ? this.init : undefined;
    this.coldStart = false;
    const invocation = this.newInvocation(body, options);

    let failure: Failure | undefined;
    if (!this.initialized) {
      // A suppressed init: what Lambda does after a failed init, a crash or a timeout, within the function's own time.
      init = await this.runInit(deadline - performance.now());
      this.initialized = init.status === 'success';
      failure = this.lastInitFailure;
    }
    const cpuBefore = this.meter.cpu();
    const environment = this.current!;
    if (!failure) {
      environment.dispatch(invocation, this.facts.arn);
      failure = await environment.answered(invocation, deadline);
    }
    const answered = invocation.response?.at ?? performance.now();
    const cpuResponse = this.meter.since(cpuBefore);
    const response: InvokeResponse = invokeResponse(invocation, failure, this.settings.timeoutSeconds);
    options.onResponse?.(response);

    let afterwards: Failure | undefined;
    if (!failure) afterwards = await environment.idle(deadline);
    const ended = performance.now();
    const cpuInvoke = this.meter.since(cpuBefore);
    const rss = this.meter.rss(environment.runtimeGroup);
    if (failure ?? afterwards) await this.reset((failure ?? afterwards)!);
    else this.freeze();

    return {
      ...response,
      requestId: invocation.requestId,
      timings: { ...(init ? { init: init.ms } : {}), response: answered - started, hold: failure ? 0 : ended - answered },
      cpu: { ...(init ? { init: init.cpu } : {}), response: cpuResponse, invoke: cpuInvoke },
      rss,
      coldStart,
      holdEnd: afterwards ? (afterwards.kind === 'timeout' ? 'timeout' : 'crash') : 'done',
      logs: await this.logs.take(),
      traceHeader: invocation.traceHeader,
    };
  }

  /** Runs the Shutdown phase and takes everything down. */
  async shutdown(): Promise<ShutdownResult> {
    const started = performance.now();
    if (this.ended) return { ms: 0, killed: false, logs: [] };
    this.ended = true;
    this.thaw();
    const killed = await this.current?.shutdown('spindown') ?? false;
    const ms = performance.now() - started;
    await this.namespace.dispose();
    await this.api.close();
    return { ms, killed, logs: await this.logs.take() };
  }

  private async start(): Promise<void> {
    const long = this.settings.initializationType !== 'on-demand';
    this.init = await this.runInit(long ? Math.max(limits.longInitMs, this.settings.timeoutSeconds * 1000) : limits.initMs);
    this.initialized = this.init.status === 'success';
    this.coldStart = true;
    if (this.initialized) this.freeze();
    else await this.reset(this.lastInitFailure!);
  }

  private async runInit(ms: number): Promise<InitResult> {
    const environment = new ExecutionEnvironment(this.namespace, {
      runtimeEnvironment: runtimeVariables(this.settings, this.facts, this.api.address),
      extensionEnvironment: extensionVariables(this.settings, this.facts, this.api.address),
      extensions: this.namespace.list('/opt/extensions'),
      onOutput: (source, extension, child) => {
        this.logs.attach(child.stdout!, source, extension);
        this.logs.attach(child.stderr!, source, extension);
      },
    }, this.facts, this.settings.initializationType === 'lambda-managed-instances');
    this.current = environment;
    const before = this.meter.cpu();
    const started = performance.now();
    const failure = await environment.init(ms);
    this.lastInitFailure = failure;
    return {
      status: failure?.kind ?? 'success',
      ...(failure ? { error: (failure.document && parseError(failure.document)) ?? { errorType: failure.errorType, errorMessage: failure.message } } : {}),
      ms: performance.now() - started,
      cpu: this.meter.since(before),
      rss: this.meter.rss(environment.runtimeGroup),
      logs: await this.logs.take(),
    };
  }

  /** Ends this generation of processes; the next invocation starts one anew. */
  private async reset(failure: Failure): Promise<void> {
    this.initialized = false;
    await this.current!.shutdown(failure.kind === 'timeout' ? 'timeout' : 'failure');
  }

  private newInvocation(event: Buffer, options: InvokeOptions): Invocation {
    const requestId = randomUUID();
    const traceHeader = options.traceHeader ?? newTraceHeader(this.settings.tracing);
    const deadlineMs = options.deadlineMs ?? Date.now() + this.settings.timeoutSeconds * 1000;
    const headers = {
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': this.facts.arn,
      'lambda-runtime-trace-id': traceHeader,
      ...(options.clientContext === undefined ? {} : { 'lambda-runtime-client-context': JSON.stringify(options.clientContext) }),
      ...(options.identity === undefined ? {} : { 'lambda-runtime-cognito-identity': JSON.stringify(options.identity) }),
    };
    return new Invocation(requestId, event, headers, traceHeader, deadlineMs);
  }

  private freeze(): void {
    if (!this.settings.freeze || this.settings.initializationType === 'lambda-managed-instances') return;
    this.meter.stop();
    this.frozen = true;
  }

  private thaw(): void {
    if (this.frozen) this.meter.resume();
    this.frozen = false;
  }

  private routers() {
    return this.current ? [this.current.runtimeApi.route, this.current.extensionsApi.route] : [];
  }
}

function check(settings: Settings): void {
  checkEnvironment(settings.environment);
  const { timeoutSeconds, memoryMb, layers } = settings;
  if (!(timeoutSeconds > 0 && timeoutSeconds <= limits.timeoutSeconds)) throw new Error(`timeoutSeconds is ${timeoutSeconds}; Lambda takes up to ${limits.timeoutSeconds}`);
  if (memoryMb < limits.memoryMb.min || memoryMb > limits.memoryMb.max) throw new Error(`memoryMb is ${memoryMb}; Lambda takes ${limits.memoryMb.min} to ${limits.memoryMb.max}`);
  if (layers.length > limits.layers) throw new Error(`${layers.length} layers; Lambda takes ${limits.layers}`);
}

function mountsOf(settings: Settings, home: RuntimeHome): Mount[] {
  const contents = (source: string) => (source.endsWith('.zip') ? 'zip' as const : 'copy' as const);
  // One directory need not be copied.
  const [only] = settings.layers;
  const layers = settings.layers.length === 1 && contents(only) === 'copy'
    ? [{ kind: 'bind' as const, source: only, target: '/opt' }]
    : settings.layers.map((source) => ({ kind: contents(source), source, target: '/opt' }));
  return [
    { kind: settings.code.endsWith('.zip') ? 'zip' : 'bind', source: settings.code, target: '/var/task' },
    ...layers,
    ...home.mounts,
    ...Object.entries(settings.mounts).map(([target, source]) => ({ kind: 'bind' as const, source, target })),
  ];
}

function factsOf(settings: Settings): FunctionFacts {
  const accountId = '123456789012';
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    name: settings.functionName,
    version: '$LATEST',
    arn: `arn:aws:lambda:${settings.region}:${accountId}:function:${settings.functionName}`,
    accountId,
    handler: settings.handler,
    region: settings.region,
    logGroup: `/aws/lambda/${settings.functionName}`,
    logStream: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
  };
}
