/** Refuses the props of a class with one error for everything that is wrong with them. */
export function refuseIfWrong(subject: string, problems: readonly string[]): void {
  if (problems.length > 0) { throw new Error(`${subject}: ${problems.join('; ')}`); }
}

/** Whether a value is, or holds, a token that is resolved at synthesis or deployment: nothing can be said of it yet. */
export function isUnresolved(value: string): boolean {
  return value.includes('${Token[');
}
