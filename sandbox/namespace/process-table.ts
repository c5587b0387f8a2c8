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

/** The processes in one PID namespace, by a look at every process of this machine. */
export function processesOf(pidNamespace: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && namespaceOf(name) === pidNamespace).map(Number);
}

/** The processes in one cgroup. */
export function processesIn(cgroup: string): number[] {
  try {
    return readFileSync(`${cgroup}/cgroup.procs`, 'utf8').split('\n').filter((line) => line !== '').map(Number);
  } catch {
    return []; // removed with its namespace
  }
}

/** What /proc says about these processes. One that has ended meanwhile is left out. */
export function describe(pids: readonly number[]): ProcessEntry[] {
  return pids.flatMap((pid) => {
    try {
      return [parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'))];
    } catch {
      return [];
    }
  });
}

function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    // Gone, or another user's.
    return undefined;
  }
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
