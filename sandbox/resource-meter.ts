import { ControlGroup } from './namespace/control-group';
import { Namespace } from './namespace/namespace';
import { CpuTime } from './types';

/** CPU time, memory and the stopping of everything inside one namespace. */
export class ResourceMeter {
  constructor(private readonly namespace: Namespace, private readonly group?: ControlGroup) {}

  cpu(): CpuTime {
    if (this.group) return { ms: this.group.cpuMs(), resolution: 'cgroup' };
    const ticks = this.namespace.processes(true).reduce((sum, entry) => sum + entry.ticks, 0);
    return { ms: ticks * 10, resolution: 'proc' };
  }

  since(before: CpuTime): CpuTime {
    const now = this.cpu();
    return { ms: Math.max(0, now.ms - before.ms), resolution: now.resolution };
  }

  /** The resident memory of a process group's biggest process: the runtime's, without the shells around it. */
  rss(group: number | undefined): number {
    return Math.max(0, ...this.namespace.processes().filter((entry) => entry.group === group).map((entry) => entry.rssBytes));
  }

  /** SIGSTOP to all, until no process is left that was started meanwhile. */
  stop(): void {
    for (;;) {
      const running = this.namespace.processes().filter(({ state }) => !'TtZX'.includes(state));
      const stopped = running.filter(({ pid }) => signal(pid, 'SIGSTOP'));
      // A stop takes effect when the process next leaves the kernel, so one look more is enough where nothing is new.
      if (stopped.every(({ pid }) => this.seen.has(pid))) break;
      for (const { pid } of stopped) this.seen.add(pid);
    }
    this.seen.clear();
  }

  resume(): void {
    for (const { pid } of this.namespace.processes()) signal(pid, 'SIGCONT');
  }

  private readonly seen = new Set<number>();
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
