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

  private readonly expression: RegExp;

  /** @throws where `problemWith` finds one */
  constructor(public readonly pattern: string) {
    const problem = PathGlob.problemWith(pattern);
    if (problem) { throw new Error(problem); }
    this.expression = new RegExp(`^${pattern.split('/').map(segmentExpression).join('')}(/.*)?$`, 's');
  }

  /** Whether the construct at `path`, or one that it is in, matches. */
  public covers(path: string): boolean {
    return this.expression.test(path);
  }
}

/** Each segment but `**` takes a slash in front of it, unless it is the first thing in the path. */
function segmentExpression(segment: string, index: number): string {
  if (segment === '**') { return index === 0 ? '(?:[^/]+(?:/[^/]+)*)?' : '(?:/[^/]+)*'; }
  const characters = segment.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]');
  return index === 0 ? characters : `(?:^|/)${characters}`;
}
