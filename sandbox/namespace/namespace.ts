import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { ClosedNetwork } from './closed-network';
import { ProcessEntry, describe, processesIn, processesOf } from './process-table';
import { OWN_FILES } from '../own-files';

/** Something of the host that appears inside: bound read-only, copied, or unpacked. */
export interface Mount {
  readonly kind: 'bind' | 'copy' | 'zip';
  readonly source: string;
  readonly target: string;
}

export interface NamespaceOptions {
  readonly node: string;
  readonly mounts: readonly Mount[];
  /** cgroup directories that every process inside joins; removed with the namespace. */
  readonly cgroups: readonly string[];
  /** A network that leads nowhere. The host's where there is none. */
  readonly network?: ClosedNetwork;
  /** Where no cgroup counts processes, the kernel does: RLIMIT_NPROC for a user who is not root. */
  readonly maxProcesses?: number;
}

/**
 * Joins the cgroups, then enters the namespaces. `timeout 0` stands between and limits nothing: only a child enters a PID
 * namespace, so somebody must fork, wait, and end as the child ended (nsenter's own fork stops itself when the child is stopped).
 */
const ENTER = 'IFS=:; for c in $0; do echo $$ >"$c/cgroup.procs"; done; exec "$@"';

/** Root inside may do nothing that needs a privilege, but read what belongs to others. The tool is left out where the system has none. */
const POWERLESS = ['/usr/bin/setpriv', '--bounding-set=-all,+dac_read_search', '--inh-caps=-all', '--no-new-privs'];

function tools(command: readonly string[]): readonly string[] {
  return command.length > 0 && existsSync(command[0]) ? command : [];
}

/** Whether this kernel counts RLIMIT_NPROC by user namespace (5.14): an older one would count everything the user runs. */
function countsByNamespace(): boolean {
  const [major, minor] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

/**
 * A mount and PID namespace with a root directory of its own: /opt, /var/task, /var/runtime and /tmp as Lambda has them.
 * Nothing of it outlives the process that made it: see hold.sh.
 */
export class Namespace {
  static async create(options: NamespaceOptions): Promise<Namespace> {
    const scripts = path.join(OWN_FILES, 'namespace');
    const mounts = options.mounts.flatMap((mount) => [mount.kind, path.resolve(mount.source), mount.target]);
    const holder = spawn('/bin/sh', [
      path.join(scripts, 'hold.sh'), options.cgroups.join(':'), String(options.network?.pid ?? ''),
      path.join(scripts, 'setup.sh'), options.node, path.join(scripts, 'unzip.cjs'), ...mounts,
    ], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    let complaint = '';
    holder.stderr.on('data', (chunk: Buffer) => complaint += chunk.toString());
    holder.stdin.on('error', () => { /* the holder is gone; its end is reported below */ });

    const initPid = await new Promise<number>((resolve, reject) => {
      createInterface(holder.stdout).on('line', (line) => {
        const ready = /^ready (\d+)$/.exec(line);
        if (ready) resolve(Number(ready[1]));
      });
      holder.once('error', reject);
      holder.once('close', (code) => reject(new Error(`the sandbox could not make its namespaces (status ${code}): ${complaint.trim()}`)));
    });
    return new Namespace(holder, initPid, options);
  }

  private readonly pidNamespace: string;
  private readonly helpers = new Set<number>();

  private readonly cgroups: readonly string[];
  /** What stands before a program's name: see `spawn`. */
  private readonly enter: readonly string[];

  private constructor(private readonly holder: ChildProcess, private readonly initPid: number, options: NamespaceOptions) {
    this.cgroups = options.cgroups;
    const root = process.getuid?.() === 0;
    const limit = options.maxProcesses === undefined || root || !countsByNamespace() ? [] : ['/usr/bin/prlimit', `--nproc=${options.maxProcesses}`];
    this.enter = [
      '/usr/bin/nsenter', '--no-fork', ...(root ? [] : ['--user', '--preserve-credentials']), ...(options.network ? ['--net'] : []),
      '--mount', '--pid', '--root', '--wd', '--target', String(initPid), '--',
      ...tools(limit), ...tools(POWERLESS), '/usr/bin/timeout', '--foreground', '0',
    ];
    this.pidNamespace = readlinkSync(`/proc/${initPid}/ns/pid`);
  }

  /** Starts a program inside, as leader of its own process group, with exactly this environment. */
  spawn(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
    const helper = spawn('/bin/sh', ['-c', ENTER, this.cgroups.join(':'), ...this.enter, command, ...args], { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.helpers.add(helper.pid!);
    helper.once('exit', () => this.helpers.delete(helper.pid!));
    return helper;
  }

  /** Every process inside; the one that holds the namespace open only where asked for. */
  processes(withInit = false): ProcessEntry[] {
    const [cgroup] = this.cgroups;
    // A cgroup lists its own. The helpers in it that wait outside the namespace are not meant.
    if (cgroup !== undefined) return describe(processesIn(cgroup).filter((pid) => !this.helpers.has(pid)));
    return describe(processesOf(this.pidNamespace)).filter((entry) => withInit || entry.pid !== this.initPid);
  }

  /** The names of the files in a directory inside; none where there is no such directory. */
  list(directory: string): string[] {
    const seen = path.join(`/proc/${this.initPid}/root`, directory);
    if (!existsSync(seen)) return [];
    return readdirSync(seen, { withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => entry.name).sort();
  }

  /** The environment that a process inside was started with; empty where it has ended. */
  environmentOf(pid: number): Record<string, string> {
    try {
      const text = readFileSync(`/proc/${pid}/environ`, 'utf8');
      return Object.fromEntries(text.split('\0').filter((entry) => entry.includes('=')).map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
    } catch {
      return {};
    }
  }

  /** Kills what is left inside and drops all mounts. */
  async dispose(): Promise<void> {
    if (this.holder.exitCode !== null || this.holder.signalCode !== null) return;
    const closed = once(this.holder, 'close');
    this.holder.stdin!.end();
    await closed;
  }
}
