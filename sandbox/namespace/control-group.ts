import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

export interface ControlGroupOptions {
  /** A share of one core. */
  readonly cpuQuota?: number;
  readonly memoryBytes?: number;
  readonly processes?: number;
}

const ROOT = '/sys/fs/cgroup';
/** Lambda's own period, by what can be measured inside it: 128 MB get 1.45 ms of every 20. */
const PERIOD_US = 20_000;

/**
 * A cgroup (version 1 or 2) for what runs inside: exact CPU time of the whole tree, and limits where they are asked for.
 * hold.sh removes the directories, so they go even when the test process is killed.
 */
export class ControlGroup {
  /** Undefined where this user may not make one; an error where a limit needs one. */
  static create(options: ControlGroupOptions): ControlGroup | undefined {
    const made: string[] = [];
    try {
      const group = existsSync(path.join(ROOT, 'cgroup.controllers')) ? unified(options, made) : legacy(options, made);
      return new ControlGroup(made, group);
    } catch (error) {
      for (const directory of made) rmdirSync(directory);
      if (options.cpuQuota === undefined && options.memoryBytes === undefined) return undefined;
      throw new Error(`a CPU quota or memory limit needs a writable cgroup: ${(error as Error).message}`);
    }
  }

  private lastCpuMs = 0;

  private constructor(readonly directories: readonly string[], private readonly readCpu: () => number) {}

  /** For one that no namespace has been given. */
  remove(): void {
    for (const directory of this.directories) rmdirSync(directory);
  }

  /** Milliseconds of user and system time since the group was made; what was last known where it is gone, as after a kill for want of memory. */
  cpuMs(): number {
    try {
      this.lastCpuMs = this.readCpu();
    } catch (error) {
      if (!['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return this.lastCpuMs;
  }
}

function legacy(options: ControlGroupOptions, made: string[]): () => number {
  const name = `cdk-lambda-tracing-${randomBytes(6).toString('hex')}`;
  const make = (controller: string) => {
    const directory = path.join(ROOT, controller, name);
    // Two controllers are often one hierarchy.
    if (!existsSync(directory)) {
      mkdirSync(directory);
      made.push(directory);
    }
    return directory;
  };
  const accounting = make('cpuacct');
  if (options.cpuQuota !== undefined) {
    const cpu = make('cpu');
    writeFileSync(path.join(cpu, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(path.join(cpu, 'cpu.cfs_quota_us'), String(quotaUs(options.cpuQuota)));
  }
  if (options.memoryBytes !== undefined) {
    writeFileSync(path.join(make('memory'), 'memory.limit_in_bytes'), String(options.memoryBytes));
  }
  if (options.processes !== undefined && existsSync(path.join(ROOT, 'pids'))) writeFileSync(path.join(make('pids'), 'pids.max'), String(options.processes));
  return () => Number(readFileSync(path.join(accounting, 'cpuacct.usage'), 'utf8')) / 1e6;
}

function unified(options: ControlGroupOptions, made: string[]): () => number {
  if (options.cpuQuota !== undefined || options.memoryBytes !== undefined || options.processes !== undefined) enableLimits();
  const directory = path.join(ROOT, `cdk-lambda-tracing-${randomBytes(6).toString('hex')}`);
  mkdirSync(directory);
  made.push(directory);
  if (options.cpuQuota !== undefined) writeFileSync(path.join(directory, 'cpu.max'), `${quotaUs(options.cpuQuota)} ${PERIOD_US}`);
  if (options.memoryBytes !== undefined) writeFileSync(path.join(directory, 'memory.max'), String(options.memoryBytes));
  if (options.processes !== undefined) writeFileSync(path.join(directory, 'pids.max'), String(options.processes));
  return () => Number(/usage_usec (\d+)/.exec(readFileSync(path.join(directory, 'cpu.stat'), 'utf8'))![1]) / 1e3;
}

/** Limits reach a child only where its parent hands them on; where that may not be changed, writing the limit says so. */
function enableLimits(): void {
  try {
    writeFileSync(path.join(ROOT, 'cgroup.subtree_control'), '+cpu +memory +pids');
  } catch {
    // See above.
  }
}

/** The kernel takes no less than 1 ms per period. */
function quotaUs(share: number): number {
  return Math.max(1_000, Math.round(share * PERIOD_US));
}
