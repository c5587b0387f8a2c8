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

  /** SIGSTOP to all, until a look finds nobody who was not there before. */
  stop(): void {
    const told = new Set<number>();
    for (;;) {
      const running = this.namespace.processes().filter(({ pid, state }) => !told.has(pid) && !'TtZX'.includes(state));
      if (running.length === 0) break;
      for (const { pid } of running) {
        signal(pid, 'SIGSTOP');
        told.add(pid);
      }
    }
  }

  resume(): void {
    for (const { pid } of this.namespace.processes()) signal(pid, 'SIGCONT');
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended between the look and the signal.
  }
}
