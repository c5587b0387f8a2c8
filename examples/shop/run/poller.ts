import { setTimeout as sleep } from 'timers/promises';

/** Something that fetches work when it hears of it, one piece after the other. */
export abstract class Poller {
  private rung = true;
  private wake?: () => void;
  private busy = 0;
  private ended = false;
  private failure?: Error;

  /** @param hears names of what rings: a queue's URL, a bus, a topic's ARN, a stream or table */
  constructor(public readonly hears: readonly string[]) {}

  /** Whether nothing is to be done, now or later. */
  public get quiet(): boolean {
    if (this.failure !== undefined) { throw this.failure; }
    return !this.rung && this.busy === 0;
  }

  public ring(): void {
    this.rung = true;
    this.wake?.();
  }

  public async run(): Promise<void> {
    try {
      while (!this.ended) {
        if (!this.rung) { await new Promise<void>((wake) => { this.wake = wake; }); }
        this.busy += 1;
        this.rung = false;
        while (!this.ended && await this.poll()) { /* there may be more */ }
        this.busy -= 1;
      }
    } catch (error) {
      if (!this.ended) { this.failure = error as Error; }
    }
  }

  public end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** Fetches and does one piece; whether there was one. */
  protected abstract poll(): Promise<boolean>;

  /** Does something in a while, and looks again then. */
  protected later(ms: number, action: () => Promise<void>): void {
    this.busy += 1;
    void (async () => {
      await sleep(ms);
      if (!this.ended) { await action(); }
      this.ring();
      this.busy -= 1;
    })().catch((error: Error) => { this.failure = error; });
  }
}

/** How long the shop waits before it tries again what failed: minutes on AWS, no time here. */
export const RETRY_MS = 20;
