/** Starts closer together than this are dense traffic: the next invocation comes soon enough to carry the spans. */
const DENSE = 1000;
const KEPT_INVOCATIONS = 10;
const STRIKES = 3;
const FIRST_PROBE = 1000;
const LAST_PROBE = 60_000;

/**
 * Whether the environment is held after a response until its spans are sent.
 *
 * The hold is billed and keeps the environment busy, so it is for sparse traffic only; and a back end that three times did not answer
 * within the hold gets no more of them but one a second later, the next two seconds after that, and so on up to a minute, until one is enough.
 */
export class HoldPolicy {
  /** When the last three invocations began, the latest first. */
  private latest = -Infinity;
  private second = -Infinity;
  private third = -Infinity;
  private kept = 0;
  private strikes = 0;
  private lastProbe = 0;
  private probeAfter = FIRST_PROBE;
  /** There was no connection, and beside an invocation none is opened: also dense traffic is held for one. */
  public owed = false;

  constructor(private readonly limit: number) {}

  public get failing(): boolean {
    return this.strikes >= STRIKES;
  }

  /** Notes an invocation; true when an export should run beside it. */
  public started(at: number, waiting: number, batch: number): boolean {
    this.third = this.second;
    this.second = this.latest;
    this.latest = at;
    if (waiting === 0 || this.owed) return false;
    if (this.failing) return this.limit === 0 && this.probes(at);
    return ++this.kept >= KEPT_INVOCATIONS || waiting >= batch;
  }

  /** How long to hold from `at` on, in milliseconds; zero for not at all. */
  public hold(at: number, deadline: number, waiting: number, exporting: boolean): number {
    if (this.limit === 0 || (waiting === 0 && !exporting)) return 0;
    if (this.failing ? !this.probes(at) : this.isDense() && !exporting && !this.owed) return 0;
    const remaining = deadline - at;
    return Math.max(0, Math.min(this.limit, remaining - Math.max(150, remaining * 0.1)));
  }

  public exported(success: boolean, took: number): void {
    this.kept = 0;
    this.owed = false;
    if (!success) this.strike();
    else if (took <= this.limit || this.limit === 0) this.strikes = 0;
  }

  /** A hold ran out before the export was done. */
  public expired(): void {
    this.strike();
  }

  private strike(): void {
    this.strikes = Math.min(STRIKES, this.strikes + 1);
    if (this.strikes < STRIKES) this.probeAfter = FIRST_PROBE;
    else this.lastProbe = Date.now();
  }

  /** Whether it is time to try again; a clock that was set back makes it so. */
  private probes(at: number): boolean {
    if (Math.abs(at - this.lastProbe) < this.probeAfter) return false;
    this.lastProbe = at;
    this.probeAfter = Math.min(LAST_PROBE, this.probeAfter * 2);
    return true;
  }

  private isDense(): boolean {
    return this.latest - this.second < DENSE && this.second - this.third < DENSE;
  }
}
