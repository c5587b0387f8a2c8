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

export type Measure = Exclude<keyof Series, 'arm' | 'ours' | 'runtime' | 'code'>;

/** Everything one run of the benchmark has measured. */
export interface Run {
  readonly machine: string;
  /** Whether so much else was running at the start that the figures say little. */
  readonly busy: boolean;
  readonly cold: number;
  readonly warm: number;
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
}

export function emptySeries(arm: string, ours: boolean, runtime: string, code: string): Series {
  return { arm, ours, runtime, code, init: [], coldStart: [], firstCpu: [], first: [], warmResponseCpu: [], warmCpu: [], response0: [], response50: [], hold: [], rss: [] };
}

/** What an arm adds to the base of its group: the difference of the medians. */
export function added({ series: [base] }: Group, arm: Series, measure: Measure): number {
  return median(arm[measure]) - median(base[measure]);
}
