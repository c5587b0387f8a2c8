import { spawnSync } from 'child_process';
import { readFileSync, rmSync } from 'fs';
import { join, relative } from 'path';
import { shopTable } from './table';
import { REPORT_FILE, TracingReport } from '../../src/contract/report';

const WIDTH = 120;

/**
 * Synthesizes the shop as the `cdk` command would, in a process of its own, and shows what was done to each function.
 * Needs neither an AWS account nor Docker.
 */
function demo(): void {
  const outdir = join(__dirname, 'cdk.out');
  rmSync(outdir, { recursive: true, force: true });
  if (process.stderr.isTTY) { process.stderr.write('Bundling and synthesizing the shop; this takes some ten seconds …\n'); }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, join(__dirname, 'app.ts')], {
    env: { ...process.env, CDK_OUTDIR: outdir },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) {
    process.stderr.write(stdout + stderr);
    process.exitCode = 1;
    return;
  }
  const report = JSON.parse(readFileSync(join(outdir, REPORT_FILE), 'utf8')) as TracingReport;
  const width = Math.min(process.stdout.columns ?? WIDTH, WIDTH);
  process.stdout.write(`${shopTable(report, { width, colours: process.stdout.isTTY && process.env.NO_COLOR === undefined })}\n\n`);
  const file = (name: string) => relative(process.cwd(), join(outdir, name));
  process.stdout.write(`The whole report: ${file(REPORT_FILE)}\nCDK's findings:   ${file('validation-report.json')}\n`);
}

demo();
