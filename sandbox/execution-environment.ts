import { ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { ExtensionsApi } from './api/extensions-api';
import { Router } from './api/http-api';
import { Invocation } from './api/invocation';
import { RuntimeApi } from './api/runtime-api';
import { TelemetryApi } from './api/telemetry-api';
import { Condition } from './condition';
import { FunctionFacts } from './environment-variables';
import { limits } from './limits';
import { Namespace } from './namespace/namespace';
import { InvokeError } from './types';

/** Why a phase ended before its time. */
export interface Failure {
  readonly kind: 'error' | 'crash' | 'timeout';
  readonly errorType: string;
  readonly message: string;
  /** The document that the runtime itself posted. */
  readonly document?: Buffer;
}

/** What is needed to start the processes of one generation. */
export interface Programs {
  readonly runtimeEnvironment: Readonly<Record<string, string>>;
  readonly extensionEnvironment: Readonly<Record<string, string>>;
  /** Names of the files in /opt/extensions. */
  readonly extensions: readonly string[];
  readonly onOutput: (source: 'function' | 'extension', extension: string | undefined, child: ChildProcess) => void;
}

/**
 * One generation of an execution environment, from Init to Shutdown: the runtime process, the external extensions, and
 * what they have told the APIs. A crash or timeout ends it, and the sandbox makes the next one.
 */
export class ExecutionEnvironment {
  readonly condition = new Condition();
  readonly runtimeApi: RuntimeApi;
  readonly extensionsApi: ExtensionsApi;
  readonly telemetryApi: TelemetryApi;
  private runtime?: ChildProcess;
  private readonly children = new Map<ChildProcess, string>();
  private failure?: Failure;
  private stopping = false;

  constructor(
    private readonly namespace: Namespace,
    private readonly programs: Programs,
    facts: FunctionFacts,
    readonly managedInstances: boolean,
  ) {
    this.runtimeApi = new RuntimeApi(this.condition, managedInstances);
    this.extensionsApi = new ExtensionsApi(this.condition, facts, managedInstances);
    this.telemetryApi = new TelemetryApi(this.extensionsApi);
  }

  get routers(): readonly Router[] {
    return [this.runtimeApi.route, this.extensionsApi.route, this.telemetryApi.route];
  }

  /** The runtime's process group, as the host numbers it. */
  get runtimeGroup(): number | undefined {
    return this.runtime?.pid;
  }

  /** Runs the Init phase: external extensions, then the runtime, then everybody's first request for an event. */
  async init(ms: number): Promise<Failure | undefined> {
    const deadline = performance.now() + ms;
    for (const name of this.programs.extensions) {
      if (this.extensionsApi.all.length >= limits.extensions) {
        return { kind: 'error', errorType: 'Extension.TooManyExtensions', message: `Extension limit (${limits.extensions}) reached` };
      }
      this.extensionsApi.expect(name);
      this.start('extension', `/opt/extensions/${name}`, this.programs.extensionEnvironment, name);
    }
    const registered = await this.reach(() => this.extensionsApi.all.every((extension) => extension.state !== 'Started'), deadline);
    if (registered) return registered;

    this.runtime = this.start('function', '/var/runtime/bootstrap', this.programs.runtimeEnvironment);
    const initialized = await this.reach(() => this.runtimeApi.initialized, deadline);
    if (initialized) return initialized;
    this.extensionsApi.registrationOpen = false;
    const ready = await this.reach(() => this.extensionsApi.ready, deadline);
    this.telemetryApi.subscriptionOpen = false;
    return ready;
  }

  /** Hands an event to the runtime and to the extensions that asked for it; resolves when the runtime has answered. */
  async run(invocation: Invocation, arn: string, deadline: number): Promise<Failure | undefined> {
    this.extensionsApi.dispatch('INVOKE', {
      deadlineMs: invocation.deadlineMs,
      requestId: invocation.requestId,
      invokedFunctionArn: arn,
      tracing: { type: 'X-Amzn-Trace-Id', value: invocation.traceHeader },
    });
    this.runtimeApi.deliver(invocation);
    return this.reach(() => invocation.response !== undefined, deadline);
  }

  /** The end of the invocation: the runtime and all extensions ask for the next event. */
  async idle(deadline: number): Promise<Failure | undefined> {
    return this.reach(() => this.runtimeApi.ready && this.extensionsApi.ready, deadline);
  }

  async runtimeReady(deadline: number): Promise<Failure | undefined> {
    return this.reach(() => this.runtimeApi.ready, deadline);
  }

  /** Runs the Shutdown phase; resolves when no process is left. Returns whether one had to be killed. */
  async shutdown(reason: 'spindown' | 'timeout' | 'failure'): Promise<boolean> {
    this.stopping = true;
    const extensions = this.extensionsApi.all;
    const external = extensions.some((extension) => extension.external);
    const ms = limits.shutdownMs[external ? 'external' : extensions.length > 0 ? 'internal' : 'none'];
    const deadline = performance.now() + ms;
    this.telemetryApi.flush();
    let killed = false;

    if (ms > 0 && this.runtime && this.alive(this.runtime)) {
      this.signalGroup(this.runtime, 'SIGTERM');
      const runtimeMs = external ? limits.runtimeShutdownBesideExternalMs : ms;
      killed = await this.condition.until(() => !this.alive(this.runtime!) || undefined, runtimeMs) === undefined;
      if (killed) this.signalGroup(this.runtime, 'SIGKILL');
    }
    if (external) {
      this.extensionsApi.dispatch('SHUTDOWN', { shutdownReason: reason, deadlineMs: Math.round(performance.timeOrigin + deadline) });
      const awaited = [...this.children].filter(([, name]) => extensions.some((extension) => extension.name === name && extension.events.has('SHUTDOWN')));
      const ended = await this.condition.until(() => awaited.every(([child]) => !this.alive(child)) || undefined, deadline - performance.now());
      killed ||= ended === undefined;
    }
    this.telemetryApi.close();
    await this.killAll();
    return killed;
  }

  /** Kills every process inside, however it is grouped, and those that are only being started. */
  private async killAll(): Promise<void> {
    const ended = () => (this.namespace.processes().every(({ state }) => 'ZX'.includes(state)) && [...this.children.keys()].every((child) => !this.alive(child))) || undefined;
    for (let round = 0; !ended(); round++) {
      // Something inside starts processes faster than they are killed one by one; with the namespace all go at once.
      const left = this.namespace.processes();
      if (round > 3 && left.length > MANY) await this.namespace.dispose();
      for (const { pid } of left) kill(pid, 'SIGKILL');
      await this.condition.until(ended, 10);
    }
  }

  private start(source: 'function' | 'extension', command: string, environment: Readonly<Record<string, string>>, name?: string): ChildProcess {
    const child = this.namespace.spawn(command, [], environment);
    this.children.set(child, name ?? 'runtime');
    this.programs.onOutput(source, name, child);
    child.once('exit', (code, signal) => {
      if (!this.stopping) this.failure ??= exitFailure(code, signal, name);
      this.condition.changed();
    });
    return child;
  }

  private async reach(goal: () => boolean, deadline: number): Promise<Failure | undefined> {
    const outcome = await this.condition.until(() => (goal() ? 'reached' : this.firstFailure()), deadline - performance.now());
    if (outcome === 'reached') return undefined;
    return outcome ?? { kind: 'timeout', errorType: 'Sandbox.Timedout', message: 'timed out' };
  }

  private firstFailure(): Failure | undefined {
    const { initError } = this.runtimeApi;
    if (initError) {
      const document = parseError(initError.body);
      return { kind: 'error', errorType: document?.errorType ?? initError.errorType, message: document?.errorMessage ?? '', document: initError.body };
    }
    const own = this.extensionsApi.failure;
    if (own) return { kind: 'crash', errorType: own.errorType, message: own.extension.errorType ?? '' };
    return this.failure;
  }

  private alive(child: ChildProcess): boolean {
    return child.exitCode === null && child.signalCode === null;
  }

  private signalGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
    // Not kill(-group): the group also holds the helper outside the namespace that reports how the process ended.
    for (const entry of this.namespace.processes()) if (entry.group === leader.pid) kill(entry.pid, signal);
  }
}

/** More processes than a function has that ends when it is told to. */
const MANY = 100;

export function parseError(body: Buffer): InvokeError | undefined {
  try {
    const parsed = JSON.parse(body.toString()) as Record<string, unknown> | null;
    if (typeof parsed?.errorType !== 'string' && typeof parsed?.errorMessage !== 'string') return undefined;
    // The Node.js clients call it trace, the other languages' stackTrace.
    const { errorType, errorMessage, trace, stackTrace = trace } = parsed;
    return {
      errorType: String(errorType ?? ''),
      errorMessage: String(errorMessage ?? ''),
      ...(stackTrace === undefined ? {} : { stackTrace: stackTrace as string[] }),
    };
  } catch {
    return undefined;
  }
}

function exitFailure(code: number | null, signal: NodeJS.Signals | null, extension: string | undefined): Failure {
  const how = signal === null ? `exit status ${code}` : `signal: ${SIGNAL_NAMES[signal] ?? signal}`;
  if (extension !== undefined) return { kind: 'crash', errorType: 'Extension.Crash', message: code === 0 ? 'exit code 0' : how };
  const message = code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`;
  return { kind: 'crash', errorType: 'Runtime.ExitError', message };
}

/** Go's words for signals, which Lambda's messages use. */
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGHUP: 'hangup',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended between the look and the signal.
  }
}
