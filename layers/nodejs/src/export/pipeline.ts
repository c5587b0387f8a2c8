import type { Span } from '../trace/span';

/** The way of finished spans out of the process, told what the invocation is doing. No method throws. */
export interface Pipeline {
  add(span: Span): void;
  /** The handler is about to run. */
  started(): void;
  /** The handler has settled and its spans are complete; the response is not posted yet. */
  settled(): void;
  /** The response is posted; the environment may be held until `deadline`. Missing where nothing is left to do then. */
  responded?(deadline: number): void;
  /** The function is about to be killed: whatever is there goes now. */
  urgent(): void;
  /** At most as long as this, in milliseconds; of its own measure without. */
  flush(patience?: number): Promise<void>;
}

/** What OTEL_TRACES_EXPORTER=none means: nothing is kept and nothing waits. */
export class NoPipeline implements Pipeline {
  public add(): void { /* dropped on purpose */ }
  public started(): void { /* nothing to do */ }
  public settled(): void { /* nothing to do */ }
  public urgent(): void { /* nothing to do */ }
  public async flush(): Promise<void> { /* nothing to do */ }
}

/** Puts the number of lost spans where the back end's reader sees it, on the next span that is sent. */
export function markDropped(spans: readonly Span[], dropped: number): void {
  if (dropped > 0 && spans.length > 0) spans[0].attributes['lambda_tracing.dropped_spans'] = dropped;
}
