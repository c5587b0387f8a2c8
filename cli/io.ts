import { renameSync, rmSync, writeFileSync } from 'fs';
import { basename, dirname, join } from 'path';
import { createInterface } from 'readline/promises';
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

async function answerTo(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** Writes a file as a whole or not at all: beside it first, then renamed. */
export function writeWhole(file: string, text: string): void {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Failure(`cannot write ${file}: ${reasonOf(error)}`);
  }
}
