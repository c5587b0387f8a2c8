import { randomUUID } from 'crypto';
import { resolve } from 'path';
import { DeployedFunction } from './functions';
import { InvocationRecord, Journal } from './journal';
import { Weather } from './weather';
import { InvokeResult, newTraceHeader, Sandbox } from '../../../sandbox';

/** The AWS SDK of Lambda's own runtime, for functions that do not bundle theirs. */
const RUNTIME_SDK = { '/var/runtime/node_modules': resolve(__dirname, '../../../node_modules') };

/** What an event source hands to Lambda. */
export interface Call extends Pick<InvocationRecord, 'kind' | 'senders' | 'size'> {
  readonly event: unknown;
  /** The X-Amzn-Trace-Id of the Invoke request; Lambda makes one where there is none. */
  readonly traceHeader?: string;
  /** Of an event that is tried again. */
  readonly requestId?: string;
}

interface Environment {
  readonly name: string;
  readonly sandbox: Sandbox;
}

export interface FleetOptions {
  readonly journal: Journal;
  readonly weather: Weather;
  /** Parallel environments of one function, at most: its reserved concurrency. */
  readonly concurrency: number;
  readonly xrayDaemonAddress?: string;
  /** Variables of an environment beside the template's: addresses of what stands for the world. */
  readonly surroundings: (environment: string, fn: DeployedFunction) => Record<string, string>;
}

/** Lambda: environments of each function, started when they are needed, frozen in between, taken down when it pleases. */
export class Fleet {
  private readonly idle = new Map<string, Environment[]>();
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly running = new Map<string, number>();
  private readonly owners = new Map<string, DeployedFunction>();
  private started = 0;

  constructor(private readonly options: FleetOptions) {}

  /** How many environments there have been. */
  public get environments(): number {
    return this.started;
  }

  /** Whose environment it is; its name is the access key of its requests. */
  public ownerOf(environment: string): DeployedFunction | undefined {
    return this.owners.get(environment);
  }

  /** One invocation, as soon as an environment is free. */
  public async invoke(fn: DeployedFunction, call: Call): Promise<InvokeResult> {
    const environment = await this.take(fn);
    try {
      const requestId = call.requestId ?? randomUUID();
      const traceHeader = call.traceHeader ?? newTraceHeader(fn.tracing);
      const { kind, senders, size } = call;
      const record = this.options.journal.begin({ requestId, fn: fn.name, environment: environment.name, kind, traceHeader, senders, size });
      const result = await environment.sandbox.invoke(call.event, { requestId, traceHeader });
      record.status = result.status;
      const { batchItemFailures } = (result.payload ?? {}) as { batchItemFailures?: unknown };
      record.failures = Array.isArray(batchItemFailures) ? batchItemFailures.length : 0;
      return result;
    } finally {
      await this.giveBack(fn, environment);
    }
  }

  /** Takes everything down; spans that are still held back leave now. */
  public async stop(): Promise<void> {
    await Promise.all([...this.idle.values()].flat().map(({ sandbox }) => sandbox.shutdown()));
    this.idle.clear();
  }

  private async take(fn: DeployedFunction): Promise<Environment> {
    for (;;) {
      const free = this.idle.get(fn.name)?.pop();
      if (free !== undefined) { return free; }
      if ((this.running.get(fn.name) ?? 0) < this.options.concurrency) { return this.start(fn); }
      await new Promise<void>((next) => this.waiting.set(fn.name, [...this.waiting.get(fn.name) ?? [], next]));
    }
  }

  private async giveBack(fn: DeployedFunction, environment: Environment): Promise<void> {
    if (this.options.weather.happens('takenDown')) {
      await environment.sandbox.shutdown();
      this.running.set(fn.name, this.running.get(fn.name)! - 1);
    } else {
      this.idle.set(fn.name, [...this.idle.get(fn.name) ?? [], environment]);
    }
    this.waiting.get(fn.name)?.shift()?.();
  }

  private async start(fn: DeployedFunction): Promise<Environment> {
    this.running.set(fn.name, (this.running.get(fn.name) ?? 0) + 1);
    const name = `AKIASHOP${String(this.started++).padStart(6, '0')}`;
    this.owners.set(name, fn);
    const sandbox = await Sandbox.start({
      code: fn.code,
      handler: fn.handler,
      runtime: fn.runtime,
      layers: fn.layers,
      functionName: fn.name,
      timeoutSeconds: fn.timeoutSeconds * 10, // a busy laptop is no reason to fail
      memoryMb: fn.memoryMb,
      region: fn.arn.split(':')[3],
      tracing: fn.tracing,
      credentials: { accessKeyId: name, secretAccessKey: 'of-no-use', sessionToken: 'of-no-use' },
      mounts: RUNTIME_SDK,
      environment: { ...fn.environment, ...this.options.surroundings(name, fn) },
      ...(this.options.xrayDaemonAddress === undefined ? {} : { xrayDaemonAddress: this.options.xrayDaemonAddress }),
    });
    if (sandbox.init.status !== 'success') {
      await sandbox.shutdown();
      throw new Error(`${fn.name} does not start: ${JSON.stringify(sandbox.init.error)}\n${sandbox.init.logs.map(({ line }) => line).join('\n')}`);
    }
    return { name, sandbox };
  }
}
