/** Does something with each of many, so many at a time, in their order. The first error ends it, when those under way are done. */
export async function each<T>(items: readonly T[], width: number, act: (item: T, worker: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (_: unknown, number: number) => {
    while (next < items.length && !failed) {
      const item = items[next];
      next += 1;
      try {
        await act(item, number);
      } catch (problem) {
        failed = true;
        throw problem;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, worker));
  const rejected = ended.find((result): result is PromiseRejectedResult => result.status === 'rejected');
  if (rejected !== undefined) { throw rejected.reason; }
}
