import { Namespace } from './namespace/namespace';

export interface Bounds {
  /** Resident memory of all processes inside together. */
  readonly memoryBytes: number;
  readonly processes: number;
}

/** What a function took too much of. */
export type Exceeded = 'memory' | 'processes';

const EVERY_MS = 100;

/**
 * Ends a sandbox whose function takes too much, with all that runs inside. A cgroup is quicker where there may be one; this works
 * everywhere. Disk needs no guard: /tmp is a tmpfs of 512 MB, and nothing else can be written.
 */
export class Watchdog {
  exceeded?: Exceeded;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly namespace: Namespace, private readonly bounds: Bounds) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const inside = this.namespace.processes();
    const memory = inside.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
    if (inside.length > this.bounds.processes) this.exceeded = 'processes';
    else if (memory > this.bounds.memoryBytes) this.exceeded = 'memory';
    if (this.exceeded === undefined) return;
    this.stop();
    void this.namespace.dispose();
  }
}
