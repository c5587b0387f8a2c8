import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** A function with its dependencies in one file, as NodejsFunction builds it; packages come from the fixtures. */
export function bundle(contents: string, options: { format?: 'cjs' | 'esm'; minify?: boolean } = {}): string {
  return buildSync({
    stdin: { contents, loader: 'ts', resolveDir: join(__dirname, '../fixtures') },
    bundle: true,
    platform: 'node',
    target: 'node18',
    mainFields: ['module', 'main'],
    format: options.format ?? 'cjs',
    minify: options.minify ?? true,
    write: false,
    logLevel: 'error',
  }).outputFiles[0].text;
}
