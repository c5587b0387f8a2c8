import { HoldPolicy } from './hold-policy';
import { markDropped, type Pipeline } from './pipeline';
import type { Sender } from './sender';
import { SpanQueue } from './span-queue';
import { messageOf, warnOnce } from '../platform/log';
import { clearTimeout, setImmediate, setTimeout } from '../platform/timers';
import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

export interface HttpPipelineOptions {
  /** Made when it is needed first. */
  readonly resource: () => Attributes;
  readonly maximum: number;
  readonly batch: number;
  readonly holdLimit: number;
  /** Loads what the first invocation does not need. */
  readonly sender: () => Promise<Sender>;
  /** Tells Lambda that the invocation needs us no longer. */
  readonly release: () => void;
}

const SHUTDOWN = 280;
/** Of one invocation; beyond that what holds on to requests would be too much to keep until the response. */
const MOST_UNSETTLED = 64;

/** Response first, export after: spans leave over HTTP while nobody waits for them. */
export class HttpPipeline implements Pipeline {
  private readonly queue: SpanQueue;
  /** Ended since the last response, and not put into words yet. */
  private unsettled: Span[] = [];
  private readonly policy: HoldPolicy;
  private resource?: Attributes;
  private sender?: Promise<Sender>;
  private exporting?: Promise<void>;
  private until = 0;
  private total = 0;
  /** Spans to send at once: fewer after a connection broke, for there may be one that the back end does not bear. */
  private size: number;
  /** Whether a connection broke in this export. */
  private broke = false;

  constructor(private readonly options: HttpPipelineOptions) {
    this.size = options.batch;
    this.queue = new SpanQueue(options.maximum);
    this.policy = new HoldPolicy(options.holdLimit);
  }

  public add(span: Span): void {
    if (this.unsettled.length < MOST_UNSETTLED) this.unsettled.push(span);
    else span.settle();
    this.queue.add(span);
    // One invocation with very many spans: what can leave while it runs is not lost to the bound.
    if (this.queue.size === Math.ceil(this.options.maximum / 2) && !this.policy.failing) setImmediate(() => void this.export(Date.now() + SHUTDOWN)).unref();
  }

  public started(): void {
    if (this.policy.started(Date.now(), this.queue.size, this.options.batch)) setTimeout(() => void this.export(0), 0).unref();
  }

  public settled(): void { /* the response comes first */ }

  /** The next invocation finds nothing left to do, and nothing keeps the requests of this one in memory. */
  public settle(): void {
    const { unsettled } = this;
    this.unsettled = [];
    for (let i = 0; i < unsettled.length; i++) unsettled[i].settle();
  }

  public responded(deadline: number): void {
    this.settle();
    const began = Date.now();
    const hold = this.policy.hold(began, deadline, this.queue.size, this.exporting !== undefined);
    if (hold <= 0) {
      this.options.release();
      return;
    }
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      clearTimeout(timer);
      this.options.release();
    };
    const timer = setTimeout(() => {
      this.policy.expired();
      release();
    }, hold).unref();
    void this.export(began + hold).then(release);
  }

  public urgent(): void {
    void this.export(Date.now() + SHUTDOWN);
  }

  /** Whoever awaits it keeps the event loop going by that, and no longer than is said. */
  public flush(patience = SHUTDOWN): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      void this.export(Date.now() + patience).then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Sends what waits; attempts after a failure go on until the given time. One export runs at a time. */
  private export(until: number): Promise<void> {
    this.until = Math.max(this.until, until);
    this.exporting ??= this.exportAll().catch((error: unknown) => warnOnce('export failed', messageOf(error))).finally(() => {
      this.exporting = undefined;
      this.until = 0;
    });
    return this.exporting;
  }

  private async exportAll(): Promise<void> {
    this.broke = false;
    while (this.queue.size > 0 && await this.exportBatch()) { /* the next batch */ }
  }

  private async exportBatch(): Promise<boolean> {
    const began = Date.now();
    const spans = this.queue.take(this.size);
    const dropped = this.queue.takeDropped();
    try {
      this.sender ??= this.options.sender();
      const sender = await this.sender;
      markDropped(spans, dropped);
      this.reportDropped(dropped);
      const outcome = await sender.send(spans, this.resource ??= this.options.resource(), () => this.until);
      if (outcome === 'sent') {
        this.size = Math.min(this.options.batch, this.size * 2);
      } else if (outcome === 'refused') {
        this.queue.drop(spans.length + dropped);
      } else {
        this.queue.drop(dropped);
        this.queue.putBack(spans, outcome === 'split');
        if (outcome === 'split') {
          this.broke = true;
          this.size = Math.ceil(spans.length / 2);
          if (this.queue.size > 1 && Date.now() < this.until) return true;
        }
      }
      if (outcome === 'later' && !this.broke) this.policy.owed = true;
      else this.policy.exported(outcome === 'sent' || outcome === 'refused', Date.now() - began);
      return outcome === 'sent' || outcome === 'refused';
    } catch (error) {
      // It would fail again, and with it all that come after.
      warnOnce('export failed', messageOf(error));
      this.queue.drop(spans.length + dropped);
      this.policy.exported(false, 0);
      return false;
    }
  }

  private reportDropped(dropped: number): void {
    if (dropped === 0) return;
    this.total += dropped;
    warnOnce('spans dropped', `${this.total} so far`);
  }
}
