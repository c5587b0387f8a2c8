import { run } from '../../../../cli/program';
import { assemblyOf, Sketch } from '../assembly-of';

/** What `verify` says about one function, by its id, and about all. */
export async function verified(
  sketches: { readonly [id: string]: Sketch }, args: readonly string[] = [], assembly = assemblyOf(sketches),
): Promise<{ exitCode: number; note: string; all: any; [id: string]: any }> {
  const printed = { out: '', note: '' };
  const exitCode = await run(['verify', assembly, '--format', 'json', ...args], '1.2.3', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  const all = JSON.parse(printed.out);
  return { exitCode, note: printed.note, all, ...Object.fromEntries(all.functions.map((entry: { logicalId: string }) => [entry.logicalId, entry])) };
}
