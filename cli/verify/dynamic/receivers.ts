import { ClosedNetwork, ReceivedSpan, TraceBackEnd, XrayDaemon } from '../../../sandbox';
import { LAYER_SECRET_HEADERS } from '../../../src/contract/layer-environment';

/** Where spans go, and keys come from: none of it is there, and secrets are not to be read. */
const TAKEN_OUT = [
  LAYER_SECRET_HEADERS, 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_CERTIFICATE', 'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG',
];

/** A network that leads nowhere, and the back ends in it that spans are sent to instead. */
export class Receivers {
  public static async open(): Promise<Receivers> {
    const network = await ClosedNetwork.open();
    return new Receivers(network, await XrayDaemon.start(0, network), await new TraceBackEnd({ network }).listen());
  }

  private constructor(public readonly network: ClosedNetwork, private readonly daemon: XrayDaemon, private readonly backEnd: TraceBackEnd) {}

  public get daemonAddress(): string {
    return this.daemon.address;
  }

  /** The variables of a traced function, with our back end in place of its own. */
  public redirected(environment: { readonly [name: string]: string }): { [name: string]: string } {
    const changed = Object.fromEntries(Object.entries(environment).filter(([name]) => !TAKEN_OUT.includes(name)));
    const otlp = Object.keys(environment).some((name) => /^OTEL_EXPORTER_OTLP_(TRACES_)?ENDPOINT$/.test(name));
    return {
      ...changed,
      ...(otlp ? { OTEL_EXPORTER_OTLP_ENDPOINT: this.backEnd.url } : {}),
      ...(environment.OTEL_EXPORTER_ZIPKIN_ENDPOINT === undefined ? {} : { OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${this.backEnd.url}/api/v2/spans` }),
    };
  }

  /** The spans that have come since the last call; a moment is waited for the first. */
  public async take(ms: number): Promise<readonly ReceivedSpan[]> {
    await Promise.race([this.daemon.waitForSpans(1, ms), this.backEnd.waitForSpans(1, ms)]);
    return [...this.daemon.spans.splice(0), ...this.backEnd.spans.splice(0)];
  }

  public async close(): Promise<void> {
    await this.backEnd.close();
    await this.daemon.close();
    await this.network.close();
  }
}
