import { Tracer, type Tracing } from '../trace/tracer';

/** Scopes by which instrumentation libraries say that they trace what we trace too. */
const LIBRARIES: Readonly<Record<string, 'http' | 'undici'>> = {
  '@opentelemetry/instrumentation-http': 'http',
  '@opentelemetry/instrumentation-undici': 'undici',
};

/** The `trace` part of the OpenTelemetry API: spans made in user code are ours. */
export class TracerProvider {
  constructor(
    private readonly tracing: Tracing,
    private readonly flush: () => Promise<void>,
    private readonly mute: (library: 'http' | 'undici') => void,
  ) {}

  public getTracer(name: string, version?: string): Tracer {
    const library = LIBRARIES[name];
    if (library) this.mute(library);
    return new Tracer(this.tracing, { name: String(name || 'unknown'), version: version === undefined ? undefined : String(version) });
  }

  /** Some libraries ask the proxy of the API for what is behind it. */
  public getDelegate(): this {
    return this;
  }

  public forceFlush(): Promise<void> {
    return this.flush();
  }

  public async shutdown(): Promise<void> {
    await this.flush();
  }
}
