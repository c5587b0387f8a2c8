import { spawnSync } from 'child_process';
import { hasOfficialClient, installedNode, NodeRuntime } from '../../../sandbox';
import { ExitCode } from '../../exit-codes';
import { Failure } from '../../failure';

const RUNTIMES: readonly NodeRuntime[] = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

/** What a runtime is run on here. */
export interface NodeVersion {
  readonly path: string;
  /** Such as `v22.12.0`. */
  readonly version: string;
  readonly client: 'official' | 'minimal';
}

/** The Node.js for each runtime: one that was named, one that the sandbox has, or the one that runs this command. */
export class NodeVersions {
  private readonly versions = new Map<string, NodeVersion>();

  /** @param named `22=/path/to/node` each */
  constructor(named: readonly string[]) {
    for (const entry of named) {
      const [, major, path] = /^(\d+)=(.+)$/.exec(entry) ?? [];
      if (major === undefined || !isKnown(`nodejs${major}.x`)) { throw new Failure(`--node ${entry}: it must be 18, 20, 22 or 24, = and a path, such as 22=/usr/bin/node`, ExitCode.USAGE); }
      const version = versionOf(path);
      if (version === undefined) { throw new Failure(`--node ${entry}: ${path} is no Node.js that can be run`, ExitCode.USAGE); }
      this.versions.set(`nodejs${major}.x`, { path, version, client: 'minimal' });
    }
  }

  public of(runtime: NodeRuntime): NodeVersion {
    const known = this.versions.get(runtime);
    if (known !== undefined) { return known; }
    const installed = installedNode(runtime);
    const chosen: NodeVersion = installed === undefined
      ? { path: process.execPath, version: process.version, client: 'minimal' }
      : { path: installed, version: versionOf(installed) ?? 'unknown', client: hasOfficialClient(runtime) ? 'official' : 'minimal' };
    this.versions.set(runtime, chosen);
    return chosen;
  }
}

export function isKnown(runtime: string): runtime is NodeRuntime {
  return (RUNTIMES as readonly string[]).includes(runtime);
}

/** One line that says what stands in for a runtime, and whether it is another Node.js than Lambda's. */
export function describeVersion(runtime: string, { version, client }: NodeVersion): string {
  const other = !version.startsWith(`v${/\d+/.exec(runtime)![0]}.`);
  return `${runtime} runs on Node.js ${version}${other ? ', not its own (see --node)' : ''}, with ${client === 'official' ? 'AWS\'s' : 'the sandbox\'s own'} runtime client`;
}

function versionOf(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 && /^v\d+\./.test(stdout) ? stdout.trim() : undefined;
}
