/** Starts closer together than this are dense traffic: the next invocation comes soon enough to carry the spans. */
const DENSE = 1000;
const KEPT_INVOCATIONS = 10;
const STRIKES = 3;
const PROBE_EVERY = 1000;

/**
 * Whether the environment is held after a response until its spans are sent.
 *
 * The hold is billed and keeps the environment busy, so it is for sparse traffic only; and a back end that three times did not answer
 * within the hold gets no more of them until an attempt made beside a later invocation succeeds in time.
 */
export class HoldPolicy {
  /** When the last three invocations began, the latest first. */
  private latest = -Infinity;
  private second = -Infinity;
  private third = -Infinity;
  private kept = 0;
  private strikes = 0;
  private lastProbe = 0;

  constructor(private readonly limit: number) {}

  public get failing(): boolean {
    return this.strikes >= STRIKES;
  }

  /** Notes an invocation; true when an export should run beside it. */
  public started(at: number, waiting: number, batch: number): boolean {
    this.third = this.second;
    this.second = this.latest;
    this.latest = at;
    if (waiting === 0) return false;
    if (this.failing) {
      if (at - this.lastProbe < PROBE_EVERY) return false;
      this.lastProbe = at;
      return true;
    }
    return ++this.kept >= KEPT_INVOCATIONS || waiting >= batch;
  }

  /** How long to hold from `at` on, in milliseconds; zero for not at all. */
  public hold(at: number, deadline: number, waiting: number, exporting: boolean): number {
    if (this.failing || (waiting === 0 && !exporting)) return 0;
    if (this.isDense() && !exporting) return 0;
    const remaining = deadline - at;
    return Math.max(0, Math.min(this.limit, remaining - Math.max(150, remaining * 0.1)));
  }

  public exported(success: boolean, took: number): void {
    this.kept = 0;
    if (!success) this.strikes = Math.min(STRIKES, this.strikes + 1);
    else if (took <= this.limit) this.strikes = 0;
  }

  /** A hold ran out before the export was done. */
  public expired(): void {
    this.strikes = Math.min(STRIKES, this.strikes + 1);
  }

  private isDense(): boolean {
    return this.latest - this.second < DENSE && this.second - this.third < DENSE;
  }
}
