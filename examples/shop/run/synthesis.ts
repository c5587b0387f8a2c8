import { spawnSync } from 'child_process';
import { mkdirSync } from 'fs';
import { join, resolve } from 'path';

export type BackendName = 'otlp' | 'zipkin' | 'xray';

const synthesized = new Map<BackendName, string>();

/** The folder of the shop's cloud assembly for a back end: synthesized once in this process. */
export function synthesizeShop(backend: BackendName): string {
  const outdir = synthesized.get(backend) ?? synthesis(backend);
  synthesized.set(backend, outdir);
  return outdir;
}

/** As the `cdk` command would, in a process of its own. */
function synthesis(backend: BackendName): string {
  const outdir = join(__dirname, 'cdk.out', backend);
  mkdirSync(outdir, { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('tsx/cli'), '--tsconfig', resolve(__dirname, '../../../test/tsconfig.json'), join(__dirname, 'app.ts')], {
    env: { ...process.env, CDK_OUTDIR: outdir, SHOP_BACKEND: backend },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) { throw new Error(`the shop does not synthesize:\n${stdout}${stderr}`); }
  return outdir;
}
