import type { Arm } from './overhead-arms';
import { coldStart, type Calls, type CODE } from './overhead-function';
import { emptySeries, type Group, type Series } from './overhead-run';
import type { NodeRuntime } from '../sandbox';

/** How much is measured of each group. */
export interface GroupSize {
  /** Rounds that every arm takes part in. */
  readonly cold: number;
  /** Rounds of the bare function and of ours for each of those. */
  readonly close: number;
  /** Cold starts without a call beside each of those. */
  readonly startsAlone: number;
  /** Calls with a back end at either delay. */
  readonly warm: number;
  /** In how many environments of each arm that counts it is measured after so many calls. */
  readonly worked: { readonly calls: number; readonly rounds: number };
}

interface Measuring {
  readonly arm: Arm;
  readonly series: Series;
}

/**
 * All arms on one runtime with one kind of code, a round at a time: a round of every group comes before the next round of any, so that a minute in which the
 * host is slow is a round of all of them, and not most of what is known of one.
 */
export class MeasuredGroup {
  private readonly fresh: readonly Measuring[];
  private readonly worked: readonly Measuring[];

  constructor(every: readonly Arm[], private readonly runtime: NodeRuntime, private readonly code: keyof typeof CODE, private readonly size: GroupSize) {
    const here = every.filter(({ runtimes }) => runtimes?.includes(runtime) ?? true);
    const measured = (of: readonly Arm[]): Measuring[] => of.map((arm) => ({ arm, series: emptySeries(arm.name, arm.ours ?? false, runtime, code) }));
    this.fresh = measured(here);
    this.worked = measured(here.filter((arm) => arm === here[0] || arm.ours === true));
  }

  get title(): string {
    return `${this.runtime}, ${this.code}`;
  }

  /** Environments in their first calls. */
  async freshRound(round: number): Promise<void> {
    const { close, startsAlone, warm } = this.size;
    const counts = ({ arm }: Measuring) => this.worked.some((other) => other.arm === arm);
    // What others add is ten times as much: fewer rounds tell it as well. `close` is odd, so that they too are taken in both orders.
    await this.inTurn(this.fresh.filter((one) => counts(one) || round % close === 0), round, { before: 0, warm });
    // Init swings most of all, and a start without calls is soon done.
    for (let i = 1; i <= startsAlone; i++) await this.inTurn(this.fresh.filter(counts), i, { before: 0, warm: 0 }, round + i / (startsAlone + 1));
  }

  /** Environments that have been at work for a while. */
  async workedRound(round: number): Promise<void> {
    await this.inTurn(this.worked, round, { before: this.size.worked.calls, warm: this.size.warm });
  }

  get group(): Group {
    return { title: this.title, series: this.fresh.map(({ series }) => series), worked: this.worked.map(({ series }) => series) };
  }

  /** A cold start of each, every other time backwards, so that none always comes after the same one. */
  private async inTurn(all: readonly Measuring[], time: number, calls: Calls, round = time): Promise<void> {
    for (const { arm, series } of time % 2 === 0 ? all : [...all].reverse()) {
      await coldStart(arm, this.runtime, this.code, calls, series);
      if (calls.warm > 0) series.rounds.push(round);
      series.starts.push(round);
    }
  }
}
