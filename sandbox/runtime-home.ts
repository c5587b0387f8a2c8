import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { Mount } from './namespace/namespace';
import { NodeRuntime, RuntimeClient } from './types';

/** What a runtime consists of on this machine. */
export interface RuntimeHome {
  readonly node: string;
  readonly client: RuntimeClient;
  readonly mounts: readonly Mount[];
}

const RIC3 = [
  { file: 'ric3/dist/index.mjs', target: '/var/runtime/ric/index.mjs' },
  { file: 'ric3/dist/rapid-client.node', target: '/var/runtime/ric/rapid-client.node' },
];
const RIC4 = [
  { file: 'ric4/index.mjs', target: '/var/runtime/index.mjs' },
  { file: 'ric4/rapid-client.node', target: '/var/runtime/rapid-client.node' },
];
/** The version of aws-lambda-ric in each managed runtime; the compiled file is there only where the build worked. */
const CLIENTS = { 'nodejs18.x': RIC3, 'nodejs20.x': RIC3, 'nodejs22.x': RIC4, 'nodejs24.x': RIC4 };

const RIC3_ENTRY: Mount = { kind: 'bind', source: path.join(__dirname, 'ric-entry.mjs'), target: '/var/runtime/index.mjs' };
const MINIMAL = ['index', 'api', 'errors', 'handler', 'streaming'].map((name): Mount => ({
  kind: 'bind', source: path.join(__dirname, 'minimal-runtime', `${name}.mjs`), target: `/var/runtime/${name}.mjs`,
}));

const installed = path.join(__dirname, 'runtimes', 'node_modules');
const installedClients = path.join(__dirname, 'runtimes', 'clients', 'node_modules');
const said = new Set<string>();

/**
 * The Node.js binary and the runtime client for a runtime. Where install.sh has not been run, or could not build the
 * real client, our stand-ins serve, and one line per process says so; SANDBOX_REQUIRE_RIC=1 makes that an error.
 */
export function runtimeHome(runtime: NodeRuntime, wanted?: RuntimeClient): RuntimeHome {
  const major = /\d+/.exec(runtime)![0];
  const packaged = path.join(installed, `node${major}-${process.arch}`, 'bin', 'node');
  const node = existsSync(packaged) ? packaged : process.execPath;
  if (node !== packaged) missing(`Node.js ${major} is not installed; ${runtime} runs on ${process.version}`);

  const ric = CLIENTS[runtime].map(({ file, target }) => ({ kind: 'bind' as const, source: path.join(installedClients, file), target }));
  const built = ric.every((mount) => existsSync(mount.source));
  if (!built && wanted === 'ric') throw new Error(`aws-lambda-ric for ${runtime} is not installed: run sandbox/install.sh`);
  if (!built && wanted !== 'minimal') missing(`aws-lambda-ric is not installed; ${runtime} uses the sandbox's own minimal runtime client`);
  const client = built && wanted !== 'minimal' ? 'ric' : 'minimal';
  return {
    node,
    client,
    mounts: [
      { kind: 'bind', source: node, target: '/var/lang/bin/node' },
      { kind: 'bind', source: path.join(__dirname, 'bootstrap.sh'), target: '/var/runtime/bootstrap' },
      ...(client === 'ric' ? [...ric, ...(CLIENTS[runtime] === RIC3 ? [RIC3_ENTRY] : [])] : MINIMAL),
    ],
  };
}

function missing(what: string): void {
  if (process.env.SANDBOX_REQUIRE_RIC === '1') throw new Error(`${what} (SANDBOX_REQUIRE_RIC=1)`);
  if (said.has(what)) return;
  said.add(what);
  process.stderr.write(`sandbox: ${what}\n`);
}
