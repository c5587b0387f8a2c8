import { existsSync, readFileSync } from 'fs';
import { dirname, join, resolve } from 'path';

/** The first answer of a folder or one above it. The root of a repository is the last that is asked. */
export function nearest<T>(folder: string, ask: (folder: string) => T | undefined): T | undefined {
  const place = resolve(folder);
  const answer = ask(place);
  if (answer !== undefined || existsSync(join(place, '.git')) || dirname(place) === place) { return answer; }
  return nearest(dirname(place), ask);
}

export function optionalText(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return undefined;
  }
}
