import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** What /proc says about one process, with the numbers that the host uses. */
export interface ProcessEntry {
  readonly pid: number;
  readonly group: number;
  /** R, S, D, T, Z, … */
  readonly state: string;
  /** User and system time in ticks of 10 ms, its own and that of children it has waited for. */
  readonly ticks: number;
  readonly rssBytes: number;
}

const PAGE = 4096;

/** The processes in one PID namespace. A process that ends meanwhile is left out. */
export function listProcesses(pidNamespace: string): ProcessEntry[] {
  const found: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/ns/pid`) !== pidNamespace) continue;
      found.push(parseStat(Number(name), readFileSync(`/proc/${name}/stat`, 'utf8')));
    } catch {
      // Gone between two reads, or another user's.
    }
  }
  return found;
}

function parseStat(pid: number, stat: string): ProcessEntry {
  // The command name stands in parentheses and may hold anything, so count fields from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    state: fields[0],
    group: Number(fields[2]),
    ticks: Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]),
    rssBytes: Number(fields[21]) * PAGE,
  };
}
