import { renameSync, rmSync, writeFileSync } from 'fs';
import { basename, dirname, join } from 'path';
import { createInterface } from 'readline';
import { Failure, reasonOf } from './failure';

/** Where a command writes to; tests have their own. */
export interface Output {
  /** The result, for people or for the next command. */
  out(text: string): void;
  /** Progress and remarks. */
  note(text: string): void;
  /** Asks its user; missing, or without an answer, where there is nobody to ask. */
  ask?(question: string): Promise<string | undefined>;
}

/** The process's own streams. */
export const STANDARD: Output = {
  out: (text) => process.stdout.write(text),
  note: (text) => process.stderr.write(text),
  ask: (question) => (process.stdin.isTTY ? answerTo(question) : Promise.resolve(undefined)),
};

/** Nothing where the question is left by Ctrl+D. */
function answerTo(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise<string | undefined>((resolve) => {
    lines.once('close', () => resolve(undefined));
    lines.question(question, resolve);
  }).finally(() => lines.close());
}

/** Writes a file as a whole or not at all: beside it first, then renamed. */
export function writeWhole(file: string, text: string | Buffer): void {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Failure(`cannot write ${file}: ${reasonOf(error)}`);
  }
}
