import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { Mount } from './namespace/namespace';
import { OWN_FILES } from './own-files';
import { NodeRuntime, RuntimeClient } from './types';

/** What a runtime consists of on this machine. */
export interface RuntimeHome {
  readonly node: string;
  readonly client: RuntimeClient;
  readonly mounts: readonly Mount[];
}

/** The files of each client; the compiled one is there only where the build worked. */
const FILES: Readonly<Record<Exclude<RuntimeClient, 'ric'>, readonly Mount[]>> = {
  ric3: [
    ...clientFiles('ric3/dist', '/var/runtime/ric', ['index.mjs', 'rapid-client.node']),
    own('ric-entry.mjs', '/var/runtime/index.mjs'),
  ],
  ric4: clientFiles('ric4', '/var/runtime', ['index.mjs', 'rapid-client.node']),
  minimal: ['index', 'api', 'errors', 'handler', 'streaming'].map((name) => own(`minimal-runtime/${name}.mjs`, `/var/runtime/${name}.mjs`)),
};

const VERSIONS: Readonly<Record<NodeRuntime, 'ric3' | 'ric4'>> = { 'nodejs18.x': 'ric3', 'nodejs20.x': 'ric3', 'nodejs22.x': 'ric4', 'nodejs24.x': 'ric4' };

const installed = path.join(OWN_FILES, 'runtimes', 'node_modules');
const said = new Set<string>();

/**
 * The Node.js binary and the runtime client for a runtime. Where install.sh has not been run, or could not build the
 * real client, our stand-ins serve, and one line per process says so; SANDBOX_REQUIRE_RIC=1 makes that an error.
 */
export function runtimeHome(runtime: NodeRuntime, wanted?: RuntimeClient, ownNode?: string): RuntimeHome {
  const node = ownNode ?? installedNode(runtime) ?? process.execPath;
  if (ownNode === undefined && installedNode(runtime) === undefined) missing(`Node.js ${majorOf(runtime)} is not installed; ${runtime} runs on ${process.version}`);

  const version = wanted === undefined || wanted === 'ric' ? VERSIONS[runtime] : wanted;
  const built = isBuilt(version);
  if (!built && wanted !== undefined) throw new Error(`the runtime client ${version} is not installed: run sandbox/install.sh`);
  if (!built) missing(`aws-lambda-ric is not installed; ${runtime} uses the sandbox's own minimal runtime client`);
  const client = built ? version : 'minimal';
  return {
    node,
    client,
    mounts: [
      { kind: 'bind', source: node, target: '/var/lang/bin/node' },
      own('bootstrap.sh', '/var/runtime/bootstrap'),
      ...FILES[client],
    ],
  };
}

/** The Node.js of a runtime, where install.sh has put it. */
export function installedNode(runtime: NodeRuntime): string | undefined {
  const packaged = path.join(installed, `node${majorOf(runtime)}-${process.arch}`, 'bin', 'node');
  return existsSync(packaged) ? packaged : undefined;
}

/** Whether AWS's own client for a runtime is there; the sandbox's own stands in where it is not. */
export function hasOfficialClient(runtime: NodeRuntime): boolean {
  return isBuilt(VERSIONS[runtime]);
}

function isBuilt(version: keyof typeof FILES): boolean {
  return FILES[version].every((mount) => existsSync(mount.source));
}

function majorOf(runtime: NodeRuntime): string {
  return /\d+/.exec(runtime)![0];
}

function own(file: string, target: string): Mount {
  return { kind: 'bind', source: path.join(OWN_FILES, file), target };
}

function clientFiles(folder: string, target: string, names: readonly string[]): Mount[] {
  const source = path.join(OWN_FILES, 'runtimes', 'clients', 'node_modules', folder);
  return names.map((name) => ({ kind: 'bind', source: path.join(source, name), target: `${target}/${name}` }));
}

function missing(what: string): void {
  if (process.env.SANDBOX_REQUIRE_RIC === '1') throw new Error(`${what} (SANDBOX_REQUIRE_RIC=1)`);
  if (said.has(what)) return;
  said.add(what);
  process.stderr.write(`sandbox: ${what}\n`);
}
