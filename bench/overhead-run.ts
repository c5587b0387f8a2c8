import type { Delivery } from './overhead-delivery';
import { median } from './statistics';

/** The arm that ours is held against in every group. */
export const COMPOSITION = 'OpenTelemetry packages';

/** What was measured of one arm on one runtime: a value per cold start. */
export interface Series {
  readonly arm: string;
  readonly ours: boolean;
  readonly runtime: string;
  readonly code: string;
  /** In which round each cold start with calls was: what is added is taken from the bare function of the same round. */
  readonly rounds: number[];
  /** The same of all cold starts, those without a call among them. */
  readonly starts: number[];
  /** Milliseconds of CPU in the Init phase. */
  readonly init: number[];
  /** Milliseconds the Init phase took. */
  readonly coldStart: number[];
  /** Milliseconds of CPU until the response of the first call. */
  readonly firstCpu: number[];
  /** Milliseconds until that response. */
  readonly first: number[];
  /** Milliseconds of CPU until the response: the median call. */
  readonly warmResponseCpu: number[];
  /** Milliseconds of CPU with everything after the response: the mean call, since exports come now and then. */
  readonly warmCpu: number[];
  /** Milliseconds until the response, with a back end that answers at once: the median call. */
  readonly response0: number[];
  /** The same with a back end that takes 50 ms. */
  readonly response50: number[];
  /** Milliseconds the environment was held after the response: the mean call. */
  readonly hold: number[];
  /** Bytes, after the last call. */
  readonly rss: number[];
}

export type Measure = Exclude<keyof Series, 'arm' | 'ours' | 'runtime' | 'code' | 'rounds' | 'starts'>;

/** Everything one run of the benchmark has measured. */
export interface Run {
  readonly machine: string;
  /** Whether so much else was running at the start that the figures say little. */
  readonly busy: boolean;
  /** Cold starts of each arm; of the bare function and of ours so many times more as `close` says. */
  readonly cold: number;
  readonly close: number;
  /** Cold starts without a call beside each of those. */
  readonly startsAlone: number;
  readonly warm: number;
  /** Calls that an environment which has been at work for a while had before those that are measured. */
  readonly worked: number;
  /** The first of each group is the base. */
  readonly groups: readonly Group[];
  /** Bytes of each layer, zipped, by arm. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly delivery: Delivery;
}

/** All arms on one runtime with one kind of code. */
export interface Group {
  readonly title: string;
  readonly series: readonly Series[];
  /** The bare function and ours once more, in environments that have been at work for a while. */
  readonly worked: readonly Series[];
}

export function emptySeries(arm: string, ours: boolean, runtime: string, code: string): Series {
  const measured = { init: [], coldStart: [], firstCpu: [], first: [], warmResponseCpu: [], warmCpu: [], response0: [], response50: [], hold: [], rss: [] };
  return { arm, ours, runtime, code, rounds: [], starts: [], ...measured };
}

/**
 * What an arm adds to the base, the first of the series, in each round that it took part in: the arms of a round run one after another. The host is faster in
 * one minute than in the next: a difference of medians of all rounds has that in it, the median of the differences hardly.
 */
export function differences([bare]: readonly Series[], arm: Series, measure: Measure): number[] {
  const of = measure === 'init' || measure === 'coldStart' ? 'starts' : 'rounds';
  const bases = new Map(bare[of].map((round, i) => [round, bare[measure][i]]));
  return arm[of].map((round, i) => {
    const base = bases.get(round);
    if (base === undefined) throw new Error(`round ${round} has no bare function beside ${arm.arm}`);
    return arm[measure][i] - base;
  });
}

/** The median of the differences. */
export function added(series: readonly Series[], arm: Series, measure: Measure): number {
  return median(differences(series, arm, measure));
}
