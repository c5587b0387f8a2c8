import { performance } from 'node:perf_hooks';
import { Invocation } from './api/invocation';
import { FunctionFacts } from './environment-variables';
import { ExecutionEnvironment, Failure } from './execution-environment';
import { Logs } from './logs';
import { Settings } from './settings';

type Phase = 'init' | 'invoke';
const MB = 1024 * 1024;

/** What the platform says about itself: Telemetry API events, and the START, END and REPORT lines of the log. */
export class PlatformEvents {
  constructor(
    private readonly settings: Settings,
    private readonly facts: FunctionFacts,
    private readonly logs: Logs,
  ) {}

  initStart(environment: ExecutionEnvironment, phase: Phase): void {
    environment.telemetryApi.emit('platform.initStart', {
      initializationType: this.settings.initializationType,
      phase,
      runtimeVersion: this.settings.runtime.replace('nodejs', 'nodejs:').replace('.x', ''),
      functionName: this.facts.name,
      functionVersion: this.facts.version,
      instanceId: this.facts.logStream,
      instanceMaxMemory: this.settings.memoryMb * MB,
    });
  }

  initEnd(environment: ExecutionEnvironment, phase: Phase, failure: Failure | undefined, ms: number): void {
    const { initializationType } = this.settings;
    const status = failure?.kind === 'timeout' ? 'timeout' : failure ? 'error' : 'success';
    const errorType = failure ? { errorType: failure.errorType } : {};
    const { telemetryApi } = environment;
    for (const { name, events, state } of environment.extensionsApi.all) telemetryApi.emit('platform.extension', { name, state, events: [...events] });
    telemetryApi.emit('platform.initRuntimeDone', { initializationType, phase, status, ...errorType });
    telemetryApi.emit('platform.initReport', { initializationType, phase, status, metrics: { durationMs: round(ms) }, ...errorType });
    if (failure) this.line(`INIT_REPORT Init Duration: ${ms.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}\tError Type: ${failure.errorType}`);
    telemetryApi.flush();
  }

  start(environment: ExecutionEnvironment, invocation: Invocation): void {
    const { requestId } = invocation;
    this.line(`START RequestId: ${requestId} Version: ${this.facts.version}`);
    environment.telemetryApi.emit('platform.start', { requestId, version: this.facts.version, tracing: tracing(invocation) });
  }

  runtimeDone(environment: ExecutionEnvironment, invocation: Invocation, failure: Failure | undefined): void {
    const { requestId, response, startedAt } = invocation;
    const now = performance.now();
    const span = (name: string, from: number, to: number) => ({ name, start: isoOf(from), durationMs: round(to - from) });
    environment.telemetryApi.emit('platform.runtimeDone', {
      requestId,
      ...statusOf(failure, invocation),
      metrics: { durationMs: round(now - startedAt), producedBytes: response?.body.length ?? 0 },
      tracing: tracing(invocation),
      spans: response
        ? [
          span('responseLatency', startedAt, response.firstByteAt),
          span('responseDuration', response.firstByteAt, response.at),
          span('runtimeOverhead', response.at, now),
        ]
        : [],
    });
    environment.telemetryApi.flush();
  }

  report(environment: ExecutionEnvironment, invocation: Invocation, failure: Failure | undefined, initMs: number | undefined, rss: number): void {
    const { requestId } = invocation;
    const durationMs = performance.now() - invocation.startedAt;
    const metrics = {
      durationMs: round(durationMs),
      billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
      memorySizeMB: this.settings.memoryMb,
      maxMemoryUsedMB: Math.ceil(rss / MB),
      ...(initMs === undefined ? {} : { initDurationMs: round(initMs) }),
    };
    environment.telemetryApi.emit('platform.report', { requestId, ...statusOf(failure, invocation), metrics, tracing: tracing(invocation) });
    this.line(`END RequestId: ${requestId}`);
    this.line([
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${metrics.billedDurationMs} ms`,
      `Memory Size: ${metrics.memorySizeMB} MB`,
      `Max Memory Used: ${metrics.maxMemoryUsedMB} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(failure ? [`Status: ${failure.kind === 'timeout' ? 'timeout' : 'error'}`] : []),
      ...(failure && failure.kind !== 'timeout' ? [`Error Type: ${failure.errorType}`] : []),
    ].join('\t'));
  }

  private line(text: string): void {
    this.logs.add({ time: Date.now(), source: 'platform', line: text });
  }
}

function statusOf(failure: Failure | undefined, invocation: Invocation): { status: string; errorType?: string } {
  if (failure) return { status: failure.kind === 'timeout' ? 'timeout' : 'failure', ...(failure.kind === 'timeout' ? {} : { errorType: failure.errorType }) };
  const { response } = invocation;
  return response?.kind === 'error' ? { status: 'error', errorType: response.errorType } : { status: 'success' };
}

function tracing(invocation: Invocation): object {
  return { type: 'X-Amzn-Trace-Id', value: invocation.traceHeader };
}

function isoOf(monotonic: number): string {
  return new Date(performance.timeOrigin + monotonic).toISOString();
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
