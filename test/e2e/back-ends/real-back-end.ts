import type { BackendName } from '../../../examples/shop/run/synthesis';
import type { ReceivedSpan } from '../../../sandbox';

/** A back end that people use, started for a test. */
export interface RealBackEnd {
  /** The kind of back end that the shop is synthesized for. */
  readonly backend: BackendName;
  /** Base URL that spans are sent to. */
  readonly url: string;
  /** A span as the back end is known to keep it. @default as it was sent */
  keeps?(span: ReceivedSpan): ReceivedSpan;
  /** The spans of a trace, by its own query API or file. */
  read(traceId: string): Promise<ReceivedSpan[]>;
  stop(): Promise<void>;
}
