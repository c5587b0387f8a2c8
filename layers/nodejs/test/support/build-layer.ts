import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds dist/ once for all test files. */
export default function buildLayer(): void {
  execFileSync(process.execPath, [join(__dirname, '../../build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}
