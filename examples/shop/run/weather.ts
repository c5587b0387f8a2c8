/** What goes wrong around the functions, by chance: the same for the same seed, as far as the order of events is the same. */
export interface Climate {
  readonly seed: number;
  /** How often a service outside answers with 503. */
  readonly serviceFails: number;
  /** How often a queue hands out a message once more, although it was processed. */
  readonly duplicate: number;
  /** How often Lambda takes an idle environment down, so that the next call is a cold start. */
  readonly takenDown: number;
  /** How often the back end refuses spans, or takes them and the answer is lost. */
  readonly backEndFails: number;
}

export const FAIR: Climate = { seed: 1, serviceFails: 0, duplicate: 0, takenDown: 0, backEndFails: 0 };
export const ROUGH: Climate = { seed: 1, serviceFails: 0.08, duplicate: 0.05, takenDown: 0.005, backEndFails: 0.05 };

export class Weather {
  private state: number;

  constructor(private readonly climate: Climate) {
    this.state = climate.seed % 2147483646 + 1;
    for (let step = 0; step < 5; step++) { this.next(); } // neighbouring seeds start out alike
  }

  public happens(what: Exclude<keyof Climate, 'seed'>): boolean {
    return this.climate[what] > 0 && this.next() < this.climate[what];
  }

  /** A whole number below `limit`. */
  public below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Park and Miller's generator: small, and good enough to spread faults. */
  private next(): number {
    this.state = this.state * 48271 % 2147483647;
    return (this.state - 1) / 2147483646;
  }
}
