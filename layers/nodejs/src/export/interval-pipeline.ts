import type { HttpPipeline } from './http-pipeline';
import type { Pipeline } from './pipeline';
import { FLUSH_CHANNEL } from '../extension/flush-channel';
import { builtin } from '../platform/builtins';
import { setInterval } from '../platform/timers';
import type { Span } from '../trace/span';

const EVERY = 1000;

/** Managed Instances: no freeze and several invocations at once, so spans leave by the clock and nothing is held. */
export class IntervalPipeline implements Pipeline {
  constructor(private readonly inner: HttpPipeline) {
    const { BroadcastChannel } = builtin<typeof import('node:worker_threads')>('node:worker_threads');
    const channel = new BroadcastChannel(FLUSH_CHANNEL);
    channel.onmessage = () => void inner.flush();
    (channel as unknown as { unref(): void }).unref();
    setInterval(() => void inner.flush(), EVERY).unref();
  }

  public add(span: Span): void {
    this.inner.add(span);
  }

  public started(): void { /* the clock decides */ }

  public settled(): void {
    this.inner.settle();
  }

  public urgent(): void { /* no call is killed here */ }

  public flush(patience?: number): Promise<void> {
    return this.inner.flush(patience);
  }
}
