import { spawnSync } from 'child_process';
import { mkdirSync } from 'fs';
import { join, resolve } from 'path';

export type BackendName = 'otlp' | 'zipkin' | 'xray';

/** Synthesizes the shop for a back end, as the `cdk` command would, in a process of its own; the folder of the cloud assembly. */
export function synthesizeShop(backend: BackendName): string {
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
