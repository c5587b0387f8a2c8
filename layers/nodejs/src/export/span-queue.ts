import type { Span } from '../trace/span';

/** Finished spans that wait to be sent: bounded, and what is dropped is counted. */
export class SpanQueue {
  private spans: Span[] = [];
  private dropped = 0;

  constructor(private readonly maximum: number) {}

  public get size(): number {
    return this.spans.length;
  }

  public add(span: Span): void {
    if (this.spans.length < this.maximum) this.spans.push(span);
    else this.dropped++;
  }

  /** With everything in them that was put off. */
  public take(count: number): Span[] {
    const taken = this.spans.splice(0, count);
    for (let i = 0; i < taken.length; i++) taken[i].settle();
    return taken;
  }

  /** Spans that could not be sent, ahead of those that came since, or behind them where one of them may be what keeps the others. */
  public putBack(spans: readonly Span[], behind: boolean): void {
    this.spans = behind ? [...this.spans, ...spans] : [...spans, ...this.spans];
    this.drop(this.spans.length - this.maximum);
    this.spans.length = Math.min(this.spans.length, this.maximum);
  }

  public drop(count: number): void {
    this.dropped += Math.max(0, count);
  }

  /** How many were lost since this was last asked. */
  public takeDropped(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }
}
