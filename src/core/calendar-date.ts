/** Why a text is no date as `2027-03-01`, if so. Dates so written compare as texts. */
export function problemWithDate(date: unknown): string | undefined {
  const written = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date);
  const time = written ? new Date(`${date}T00:00:00Z`) : undefined;
  // 2027-02-30 is read as the 2nd of March.
  if (time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date as string)) { return undefined; }
  return `must be a date such as 2027-03-01, got ${JSON.stringify(date)}`;
}

/** The date of a moment, by UTC: the same wherever a build runs. */
export function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
