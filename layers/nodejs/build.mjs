// Bundles the layer into dist/, which is what Lambda unpacks as /opt, and into dist.zip, which is what is deployed. Fails when over budget.
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const BUDGET = 40 * 1024;
/** The earliest time a zip file can hold, in the local time it is written in. */
const EPOCH = new Date(1980, 0, 1);
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'dist');
const home = join(out, 'cdk-lambda-tracing');
const { version } = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8'));

rmSync(out, { recursive: true, force: true });
mkdirSync(home, { recursive: true });

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node18',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  absWorkingDir: here,
  define: { LAYER_VERSION: JSON.stringify(version), SENDERS_FILE: '"./senders.mjs"' },
};
await build({ ...shared, format: 'esm', entryPoints: ['src/main.ts'], outfile: join(home, 'handler.mjs'), external: ['./senders.mjs'] });
await build({ ...shared, format: 'esm', entryPoints: ['src/senders.ts'], outfile: join(home, 'senders.mjs') });
await build({ ...shared, format: 'cjs', entryPoints: ['src/main-thread.ts'], outfile: join(home, 'main-thread.cjs') });
cpSync(join(here, 'wrapper/wrapper'), join(home, 'wrapper'));
chmodSync(join(home, 'wrapper'), 0o755);

// The same bytes from the same sources, and the wrapper executable whatever the machine: Windows has no such bit to keep.
const zipped = zipSync(Object.fromEntries(filesIn(out).map((path) => [
  relative(out, path).split(sep).join('/'),
  [readFileSync(path), { level: 9, mtime: EPOCH, os: 3, attrs: (path.endsWith('wrapper') ? 0o100755 : 0o100644) << 16 }],
])));
writeFileSync(`${out}.zip`, zipped);
console.log(`layers/nodejs/dist.zip: ${zipped.length} bytes, budget ${BUDGET}`);
if (zipped.length > BUDGET) throw new Error(`the layer is ${zipped.length - BUDGET} bytes over its budget`);

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}
