import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { HttpApi } from './api/http-api';
import { Invocation } from './api/invocation';
import { FunctionFacts, extensionVariables, runtimeVariables } from './environment-variables';
import { ExecutionEnvironment, Failure, parseError } from './execution-environment';
import { invokeResponse } from './invoke-response';
import { limits } from './limits';
import { Logs } from './logs';
import { ControlGroup } from './namespace/control-group';
import { Namespace } from './namespace/namespace';
import { PlatformEvents } from './platform-events';
import { ResourceMeter } from './resource-meter';
import { RuntimeHome, runtimeHome } from './runtime-home';
import { Settings, factsOf, mountsOf, settingsOf } from './settings';
import { newTraceHeader } from './trace-header';
import { InitResult, InvokeOptions, InvokeResult, RuntimeClient, SandboxOptions, ShutdownResult } from './types';
import { Exceeded, Watchdog } from './watchdog';

const MB = 1024 * 1024;
/** Size of /tmp, in setup.sh. */
const TMP_BYTES = 512 * MB;

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
    const settings = settingsOf(options);
    const home = runtimeHome(settings.runtime, settings.runtimeClient, settings.node);
    const { bounds, network } = settings;
    const group = groupFor(settings);
    const namespace = await Namespace.create({ node: home.node, mounts: mountsOf(settings, home), cgroups: group?.directories ?? [], network, maxProcesses: bounds?.processes });
    const sandbox = new Sandbox(settings, home, namespace, new ResourceMeter(namespace, group));
    if (bounds) sandbox.watchdog = new Watchdog(namespace, bounds);
    try {
      sandbox.api = await HttpApi.listen(() => sandbox.current?.routers ?? [], network);
      await sandbox.firstInit();
      return sandbox;
    } catch (error) {
      sandbox.watchdog?.stop();
      await namespace.dispose();
      throw error;
    }
  }

  /** What the Init phase took and how it ended. */
  init!: InitResult;
  /** What the runtime's process was started with, after an exec wrapper's changes; of the last Init. */
  runtimeEnvironment: Readonly<Record<string, string>> = {};
  private api!: HttpApi;
  private watchdog?: Watchdog;
  private current?: ExecutionEnvironment;
  private readonly facts: FunctionFacts;
  private readonly logs: Logs;
  private readonly events: PlatformEvents;
  private readonly managedInstances: boolean;
  /** Whether the next invocation is the first after a successful Init phase. */
  private fresh = false;
  /** Of the last invocation or Init: what is left to say of a process that has died. */
  private lastRss = 0;
  private initialized = false;
  private initFailure?: Failure;
  private resetting?: Promise<void>;
  private underWay = 0;
  private ended = false;

  private constructor(
    private readonly settings: Settings,
    private readonly home: RuntimeHome,
    private readonly namespace: Namespace,
    private readonly meter: ResourceMeter,
  ) {
    this.facts = factsOf(settings);
    this.logs = new Logs(settings.onLog);
    this.events = new PlatformEvents(settings, this.facts, this.logs);
    this.managedInstances = settings.initializationType === 'lambda-managed-instances';
  }

  /** Who speaks to the Runtime API inside. */
  get runtimeClient(): RuntimeClient {
    return this.home.client;
  }

  /** What the function took too much of, if it was ended for that. */
  get exceeded(): Exceeded | undefined {
    return this.watchdog?.exceeded;
  }

  /** Tracers that the runtime client sees in its process, when it asks for an event; nothing where that client is AWS's. */
  get tracers(): readonly string[] | undefined {
    return this.current?.runtimeApi.tracers;
  }

  /** Names of the extensions that have registered, internal ones included. */
  get extensions(): readonly string[] {
    return this.current?.extensionsApi.all.map(({ name }) => name) ?? [];
  }

  /**
   * Sends one event; resolves when the invocation is over for everybody inside, not only for the caller (see `onResponse`).
   * One at a time, except with Managed Instances.
   */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
    if (this.ended) throw new Error('the sandbox is shut down');
    if (this.underWay > 0 && !this.managedInstances) throw new Error('an invocation is under way; Lambda would start another environment');
    const body = Buffer.from(options.rawEvent ?? JSON.stringify(event ?? {}));
    if (body.length > limits.payloadBytes) throw new Error(`RequestTooLargeException: the event has ${body.length} bytes, at most ${limits.payloadBytes} are allowed`);
    this.underWay += 1;
    try {
      return await this.run(body, options);
    } finally {
      this.underWay -= 1;
    }
  }

  /** Runs the Shutdown phase and takes everything down. */
  async shutdown(): Promise<ShutdownResult> {
    if (this.ended) return { ms: 0, killed: false, logs: [] };
    this.ended = true;
    this.thaw();
    const started = performance.now();
    const killed = await this.current?.shutdown('spindown') ?? false;
    const ms = performance.now() - started;
    this.watchdog?.stop();
    await this.namespace.dispose();
    await this.api.close();
    return { ms, killed, logs: await this.logs.take() };
  }

  private async run(body: Buffer, options: InvokeOptions): Promise<InvokeResult> {
    this.thaw();
    const invocation = this.newInvocation(body, options);
    const deadline = invocation.startedAt + this.settings.timeoutSeconds * 1000;

    let init = this.fresh ? this.init : undefined;
    const coldStart = this.fresh || !this.initialized;
    this.fresh = false;
    // A suppressed init: what Lambda does after a failed init, a crash or a timeout, within the function's own time.
    if (!this.initialized) init = await this.runInit('invoke', deadline - performance.now());
    let failure = this.initialized ? undefined : this.initFailure;

    const environment = this.current!;
    const cpu = this.meter.cpu();
    this.events.start(environment, invocation);
    if (!failure) failure = await environment.run(invocation, this.facts.arn, deadline);
    const answeredAt = invocation.response?.at ?? performance.now();
    const cpuResponse = this.meter.since(cpu);
    const response = invokeResponse(invocation, failure, this.settings.timeoutSeconds);
    options.onResponse?.(response);

    const unanswered = failure !== undefined;
    if (!failure && !this.managedInstances) failure = await environment.runtimeReady(deadline);
    this.events.runtimeDone(environment, invocation, failure);
    if (!failure && !this.managedInstances) failure = await environment.idle(deadline);
    const endedAt = performance.now();
    const cpuInvoke = this.meter.since(cpu);
    const rss = this.meter.rss(environment.runtimeGroup) || this.lastRss;
    this.lastRss = rss;
    this.events.report(environment, invocation, failure, init?.ms, rss);
    // A late call of Managed Instances ends for its caller only: the code runs on, beside the other calls.
    if (failure?.kind === 'timeout' && this.managedInstances) environment.runtimeApi.drop(invocation);
    else if (failure) await this.reset(failure, environment);
    else this.freeze();

    return {
      ...response,
      requestId: invocation.requestId,
      timings: { ...(init ? { init: init.ms } : {}), response: answeredAt - invocation.startedAt, hold: unanswered ? 0 : endedAt - answeredAt },
      cpu: { ...(init ? { init: init.cpu } : {}), response: cpuResponse, invoke: cpuInvoke },
      rss,
      coldStart,
      holdEnd: unanswered || !failure ? 'done' : failure.kind === 'timeout' ? 'timeout' : 'crash',
      logs: await this.logs.take(),
      traceHeader: invocation.traceHeader,
    };
  }

  private async firstInit(): Promise<void> {
    const longer = this.settings.initializationType !== 'on-demand';
    this.init = await this.runInit('init', longer ? Math.max(limits.longInitMs, this.settings.timeoutSeconds * 1000) : limits.initMs);
    this.fresh = this.initialized;
    if (this.initialized) this.freeze();
    else await this.reset(this.initFailure!, this.current!);
  }

  private async runInit(phase: 'init' | 'invoke', ms: number): Promise<InitResult> {
    const environment = new ExecutionEnvironment(this.namespace, {
      runtimeEnvironment: runtimeVariables(this.settings, this.facts, this.api.address),
      extensionEnvironment: extensionVariables(this.settings, this.facts, this.api.address),
      extensions: this.namespace.list('/opt/extensions'),
      onOutput: (source, extension, child) => {
        for (const stream of [child.stdout!, child.stderr!]) this.logs.attach(stream, source, extension, (line) => environment.telemetryApi.log(line));
      },
    }, this.facts, this.managedInstances);
    this.current = environment;
    this.events.initStart(environment, phase);
    const before = this.meter.cpu();
    const started = performance.now();
    const failure = await environment.init(ms);
    const result = {
      status: failure?.kind ?? 'success' as const,
      ...(failure ? { error: (failure.document && parseError(failure.document)) ?? { errorType: failure.errorType, errorMessage: failure.message } } : {}),
      ms: performance.now() - started,
      cpu: this.meter.since(before),
      rss: this.meter.rss(environment.runtimeGroup),
    };
    this.lastRss = result.rss;
    this.runtimeEnvironment = this.namespace.environmentOf(this.namespace.processes().find(({ group }) => group === environment.runtimeGroup)?.pid ?? 0);
    this.events.initEnd(environment, phase, failure, result.ms);
    this.initFailure = failure;
    this.initialized = !failure;
    return { ...result, logs: phase === 'init' ? await this.logs.take() : [] };
  }

  /** Ends this generation of processes, unless another call has done so; the next invocation starts one anew. */
  private async reset(failure: Failure, environment: ExecutionEnvironment): Promise<void> {
    if (environment !== this.current) return;
    this.initialized = false;
    this.resetting ??= environment.shutdown(failure.kind === 'timeout' ? 'timeout' : 'failure').then(() => {
      this.resetting = undefined;
    });
    await this.resetting;
  }

  private newInvocation(body: Buffer, options: InvokeOptions): Invocation {
    const requestId = options.requestId ?? randomUUID();
    const traceHeader = options.traceHeader ?? newTraceHeader(this.settings.tracing);
    const deadlineMs = options.deadlineMs ?? Date.now() + this.settings.timeoutSeconds * 1000;
    return new Invocation(requestId, body, {
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': this.facts.arn,
      'lambda-runtime-trace-id': traceHeader,
      ...(options.clientContext === undefined ? {} : { 'lambda-runtime-client-context': JSON.stringify(options.clientContext) }),
      ...(options.identity === undefined ? {} : { 'lambda-runtime-cognito-identity': JSON.stringify(options.identity) }),
    }, traceHeader, deadlineMs);
  }

  private freeze(): void {
    if (!this.settings.freeze || this.managedInstances) return;
    this.current!.telemetryApi.paused = true;
    this.meter.stop();
  }

  private thaw(): void {
    if (!this.settings.freeze || this.managedInstances || !this.current) return;
    this.meter.resume();
    this.current.telemetryApi.paused = false;
    this.current.telemetryApi.flush();
  }
}

/** What the kernel itself can hold to. Of the bounds that is what a cgroup allows: where there may be none, the watchdog has to do. */
function groupFor({ cpuQuota, enforceMemory, memoryMb, bounds }: Settings): ControlGroup | undefined {
  const hard = { cpuQuota, memoryBytes: enforceMemory ? memoryMb * MB : undefined };
  if (!bounds) return ControlGroup.create(hard);
  try {
    // What is written to /tmp counts as well.
    return ControlGroup.create({ ...hard, memoryBytes: hard.memoryBytes ?? bounds.memoryBytes + TMP_BYTES, processes: bounds.processes });
  } catch {
    return ControlGroup.create(hard);
  }
}
