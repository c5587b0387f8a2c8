import { each } from '../../../cli/verify/pool';

describe('many at a time', () => {
  test('never more than so many, each once', async () => {
    const seen: number[] = [];
    let now = 0;
    let most = 0;
    await each([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      now -= 1;
      seen.push(item);
    });
    expect(most).toBe(3);
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('an error ends it when those under way are done', async () => {
    const seen: number[] = [];
    await expect(each([1, 2, 3, 4, 5, 6], 2, async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item));
      if (item === 1) { throw new Error('one'); }
      seen.push(item);
    })).rejects.toThrow('one');
    expect(seen).toEqual([2]);
  });
});
