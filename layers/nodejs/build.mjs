// Bundles the layer into dist/, which is what Lambda unpacks as /opt, and into dist.zip, which is what is deployed. Fails when over budget.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { Zip, ZipPassThrough } from 'fflate';

const BUDGET = 40 * 1024;
/** The earliest time a zip file can hold, in the local time it is written in. */
const EPOCH = new Date(1980, 0, 1);
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'dist');
const home = join(out, 'cdk-lambda-tracing');
const { version } = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8'));

mkdirSync(home, { recursive: true });

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node18',
  minify: true,
  legalComments: 'none',
  absWorkingDir: here,
  write: false,
  define: { LAYER_VERSION: JSON.stringify(version), SENDERS_FILE: '"./senders.cjs"' },
};
/** Of these modules senders.cjs is handed what handler.mjs has: see src/given.ts. */
const SHARED = ['export/otlp-protobuf', 'platform/http-connection', 'platform/log', 'settings/environment'];
const given = {
  name: 'given',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const module = relative(join(here, 'src'), join(resolveDir, path)).split(sep).join('/');
      return SHARED.includes(module) ? { path: join(here, 'src/given.ts') } : undefined;
    });
  },
};
const bundles = await Promise.all([
  build({ ...shared, format: 'esm', entryPoints: ['src/main.ts'], outfile: join(home, 'handler.mjs'), external: ['./senders.cjs'] }),
  build({ ...shared, format: 'cjs', entryPoints: ['src/senders.ts'], outfile: join(home, 'senders.cjs'), plugins: [given] }),
  build({ ...shared, format: 'cjs', entryPoints: ['src/main-thread.ts'], outfile: join(home, 'main-thread.cjs') }),
]);
const files = new Map(bundles.flatMap(({ outputFiles }) => outputFiles.map(({ path, contents }) => [path, Buffer.from(contents)])));
files.set(join(home, 'wrapper'), readFileSync(join(here, 'wrapper/wrapper')));
for (const [path, contents] of files) put(path, contents, path.endsWith('wrapper') ? 0o755 : 0o644);
for (const path of filesIn(out)) if (!files.has(path)) rmSync(path);

const zipped = zip(filesIn(out));
put(`${out}.zip`, zipped, 0o644);
console.log(`layers/nodejs/dist.zip: ${zipped.length} bytes, budget ${BUDGET}`);
if (zipped.length > BUDGET) throw new Error(`the layer is ${zipped.length - BUDGET} bytes over its budget`);

/**
 * The same bytes from the same sources, and the wrapper executable whatever the machine: Windows has no such bit to keep. fflate deflates
 * to 3 % more than zlib, which makes the same of it on Node.js 18 to 24 (on x64).
 */
function zip(paths) {
  const parts = [];
  const archive = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const path of paths) {
    const entry = new ZipPassThrough(relative(out, path).split(sep).join('/'));
    Object.assign(entry, { compression: 8, mtime: EPOCH, os: 3, attrs: (path.endsWith('wrapper') ? 0o100755 : 0o100644) << 16 });
    entry.process = (contents, final) => entry.ondata(null, deflateRawSync(contents, { level: 9 }), final);
    archive.add(entry);
    entry.push(readFileSync(path), true);
  }
  archive.end();
  return Buffer.concat(parts);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/** Whole or not at all, and only what is new: a function may be running from dist/ at this moment. */
function put(path, contents, mode) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const next = join(here, `.${basename(path)}.${process.pid}`);
  writeFileSync(next, contents);
  chmodSync(next, mode);
  renameSync(next, path);
}
