/**
 * Patterns over construct paths, such as `Shop/Legacy/**`.
 *
 * `*` stands for any characters but `/`, `**` (a segment of its own) for any number of segments, `?` for one character
 * but `/`. A pattern that matches a construct covers its whole subtree.
 */
export class PathGlob {
  /** What is wrong with a pattern, or nothing. */
  public static problemWith(pattern: unknown): string | undefined {
    if (typeof pattern !== 'string') { return `a pattern must be a string, got ${JSON.stringify(pattern)}`; }
    if (pattern.trim() === '') { return 'a pattern must not be empty'; }
    if (pattern !== pattern.trim()) { return `a pattern must not begin or end with white space, got '${pattern}'`; }
    const segments = pattern.split('/');
    if (segments.some((segment) => segment === '')) { return `a pattern must not begin or end with '/' or hold '//', got '${pattern}'`; }
    if (segments.some((segment) => segment.includes('**') && segment !== '**')) { return `'**' must be a segment of its own, got '${pattern}'`; }
    return undefined;
  }

  private readonly segments: readonly string[];

  /** @throws where `problemWith` finds one */
  constructor(public readonly pattern: string) {
    const problem = PathGlob.problemWith(pattern);
    if (problem) { throw new Error(problem); }
    this.segments = pattern.split('/');
  }

  /** Whether the construct at `path`, or one that it is in, matches. */
  public covers(path: string): boolean {
    // Not one regular expression: `**` and `*` repeated make it backtrack for minutes.
    let reached = this.withEmptyMatches([0]);
    for (const name of path === '' ? [] : path.split('/')) {
      if (reached.has(this.segments.length)) { return true; }
      reached = this.withEmptyMatches([...reached].flatMap((position) => this.afterName(position, name)));
    }
    return reached.has(this.segments.length);
  }

  /** Positions in the pattern, and those behind a `**` that takes no segment. */
  private withEmptyMatches(positions: readonly number[]): Set<number> {
    const reached = new Set(positions);
    // A set's iteration meets what is added on the way.
    for (const position of reached) {
      if (this.segments[position] === '**') { reached.add(position + 1); }
    }
    return reached;
  }

  private afterName(position: number, name: string): number[] {
    const segment = this.segments[position];
    if (segment === '**') { return [position]; }
    return matches(segment, name) ? [position + 1] : [];
  }
}

/** Whether a segment with `*` and `?` matches a name: the last `*` takes one character more wherever the rest does not fit. */
function matches(segment: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let afterStar = 0;
  for (let index = 0; index < name.length;) {
    if (segment[at] === '*') {
      star = at++;
      afterStar = index;
    } else if (segment[at] === '?' || segment[at] === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++afterStar;
    } else {
      return false;
    }
  }
  return /^\**$/.test(segment.slice(at));
}
