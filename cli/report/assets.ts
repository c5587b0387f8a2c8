import { readFileSync } from 'fs';
import { join } from 'path';
import { buildSync } from 'esbuild';

/** From the sources; the build puts the result of this file in its place, so that the command is one file and needs no esbuild. */
const BROWSER = join(__dirname, 'browser');

/** What runs in the page. */
export const PAGE_SCRIPT: string = buildSync({
  entryPoints: [join(BROWSER, 'main.ts')], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'ascii',
}).outputFiles[0].text.trim();

/** How it looks. */
export const PAGE_STYLE = readFileSync(join(BROWSER, 'page.css'), 'utf8');
