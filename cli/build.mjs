// Bundles the command into one file, dist/cdk-lambda-tracing.js, with the page's script and style in it.
import { chmodSync, cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildSync } from 'esbuild';

const ROOT = dirname(fileURLToPath(import.meta.url));
const FILE = join(ROOT, 'dist/cdk-lambda-tracing.js');
/** The command is in every installation of the package. */
const LARGEST = 1_800_000;

const browser = join(ROOT, 'report/browser');
const script = buildSync({ entryPoints: [join(browser, 'main.ts')], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'ascii' });
const style = buildSync({ entryPoints: [join(browser, 'page.css')], minify: true, write: false });
const assets = {
  name: 'assets',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]report[\\/]assets\.ts$/ }, () => ({
    contents: `export const PAGE_SCRIPT = ${JSON.stringify(script.outputFiles[0].text.trim())}; export const PAGE_STYLE = ${JSON.stringify(style.outputFiles[0].text.trim())};`,
    loader: 'js',
  })),
};

/** What runs in the sandbox stays in files of its own, beside the command. */
const sandbox = join(ROOT, '../sandbox');
const ownFiles = {
  name: 'own-files',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]sandbox[\\/]own-files\.ts$/ }, () => ({ contents: "export const OWN_FILES = require('path').join(__dirname, 'sandbox');", loader: 'js' })),
};

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: [join(ROOT, 'main.ts')], outfile: FILE, bundle: true, minifySyntax: true, minifyWhitespace: true, platform: 'node', target: 'node20', format: 'cjs',
  banner: { js: '#!/usr/bin/env node' }, legalComments: 'eof', plugins: [assets, ownFiles], external: ['aws-crt', '@aws-sdk/signature-v4-crt'],
  tsconfigRaw: { compilerOptions: { target: 'ES2022' } }, logLevel: 'warning',
});
chmodSync(FILE, 0o755);
cpSync(sandbox, join(ROOT, 'dist/sandbox'), { recursive: true, filter: (path) => path === sandbox || /\.(sh|cjs|mjs)$|(^|[\\/])(namespace|minimal-runtime)$/.test(path) && !/install[\w-]*\.sh$/.test(path) });

const { size } = statSync(FILE);
if (!readFileSync(FILE, 'utf8').startsWith('#!')) { throw new Error('the command has lost its first line'); }
if (size > LARGEST) { throw new Error(`the command has ${size} bytes, more than ${LARGEST}`); }
console.log(`cdk-lambda-tracing.js: ${Math.round(size / 1024)} KB`);
