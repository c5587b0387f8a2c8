// Bundles the layer into dist/, which is what Lambda unpacks as /opt, and fails when it is over its budget.
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const BUDGET = 40 * 1024;
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

const size = zippedSize();
console.log(`layers/nodejs/dist: ${size} bytes zipped, budget ${BUDGET}`);
if (size > BUDGET) throw new Error(`the layer is ${size - BUDGET} bytes over its budget`);

/** The size of the zip file that holds dist/: entries, their headers and the directory, without a time stamp in any. */
function zippedSize() {
  const parts = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return 30 + 46 + 2 * relative(out, path).length + deflateRawSync(readFileSync(path), { level: 9 }).length;
  });
  return parts.reduce((sum, part) => sum + part, 22);
}
