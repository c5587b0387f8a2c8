/** Lets an async function wait until something that others change is so. */
export class Condition {
  private readonly waiters = new Set<() => void>();

  /** To be called after every change. */
  changed(): void {
    for (const waiter of [...this.waiters]) waiter();
  }

  /** Resolves with what `check` returns as soon as that is not undefined; with undefined when `ms` have passed. */
  async until<T>(check: () => T | undefined, ms?: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        this.waiters.delete(look);
        clearTimeout(timer);
        resolve(value);
      };
      const look = () => {
        const value = check();
        if (value !== undefined) settle(value);
      };
      const timer = ms === undefined ? undefined : setTimeout(() => settle(undefined), Math.max(0, ms));
      this.waiters.add(look);
      look();
    });
  }
}
