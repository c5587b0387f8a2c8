import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Sandbox, TraceBackEnd, XrayDaemon } from '../../../../sandbox';
import type { InvokeOptions, InvokeResult, NodeRuntime, ReceivedSpan, SandboxOptions } from '../../../../sandbox';

export const LAYER = join(__dirname, '../../dist');
export const WRAPPER = '/opt/cdk-lambda-tracing/wrapper';
export const FIXTURES = join(__dirname, '../fixtures/node_modules');

export interface LambdaOptions extends Partial<Omit<SandboxOptions, 'code'>> {
  /** Files of /var/task by path. */
  readonly files: Readonly<Record<string, string>>;
  /** @default true */
  readonly layer?: boolean;
  /** Where spans go. @default 'xray' */
  readonly backend?: 'xray' | 'otlp' | 'none';
}

/** A function in the sandbox, the places its spans may go to, and what they got. */
export class Lambda {
  public static async start(options: LambdaOptions): Promise<Lambda> {
    const { files, layer = true, backend = 'xray', environment, ...rest } = options;
    const code = mkdtempSync(join(tmpdir(), 'layer-test-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(code, name)), { recursive: true });
      if (text.startsWith('link:')) symlinkSync(text.slice(5), join(code, name));
      else writeFileSync(join(code, name), text);
    }
    const daemon = await XrayDaemon.start();
    const backEnd = await new TraceBackEnd().listen();
    const added: Record<string, string> = layer ? { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER } : {};
    if (backend === 'otlp') added.OTEL_EXPORTER_OTLP_ENDPOINT = backEnd.url;
    const sandbox = await Sandbox.start({
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      tracing: 'Active',
      xrayDaemonAddress: daemon.address,
      ...rest,
      code,
      layers: [...layer ? [LAYER] : [], ...rest.layers ?? []],
      environment: { ...added, ...environment },
    });
    return new Lambda(sandbox, daemon, backEnd, code);
  }

  private constructor(
    public readonly sandbox: Sandbox,
    public readonly daemon: XrayDaemon,
    public readonly backEnd: TraceBackEnd,
    private readonly code: string,
  ) {}

  public invoke(event: unknown = {}, options?: InvokeOptions): Promise<InvokeResult> {
    return this.sandbox.invoke(event, options);
  }

  /** The spans so far, once there are `count` of them in either place. */
  public async spans(count: number, ms = 5000): Promise<ReceivedSpan[]> {
    for (const end = Date.now() + ms; Date.now() < end && this.received().length < count;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.received();
  }

  public async stop(): Promise<void> {
    await this.sandbox.shutdown();
    await this.daemon.close();
    await this.backEnd.close();
    rmSync(this.code, { recursive: true, force: true });
  }

  private received(): ReceivedSpan[] {
    return [...this.daemon.spans, ...this.backEnd.spans];
  }
}

/** Starts a function, uses it, stops it. */
export async function withLambda<T>(options: LambdaOptions, use: (lambda: Lambda) => Promise<T>): Promise<T> {
  const lambda = await Lambda.start(options);
  try {
    return await use(lambda);
  } finally {
    await lambda.stop();
  }
}

/** The span of the invocation: the only one of its kind that a function makes. */
export function invocationSpans(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return spans.filter((span) => span.attributes['faas.trigger'] !== undefined);
}

export const RUNTIMES: readonly NodeRuntime[] = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
export const CALLBACK_RUNTIMES: readonly NodeRuntime[] = ['nodejs18.x', 'nodejs20.x'];
