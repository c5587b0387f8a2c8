import { spawnSync } from 'child_process';
import { readFileSync, rmSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import { shopTable } from './table';
import { placeSpans, treeText } from './trace/span-tree';
import { traceAnOrder } from './trace/trace-an-order';
import { waterfallPage } from './trace/waterfall';
import { REPORT_FILE, TracingReport } from '../../src/contract/report';

const WIDTH = 120;
const TRACE_PAGE = 'trace.html';

/**
 * Synthesizes the shop as the `cdk` command would, in a process of its own, and shows what was done to each function. Then follows
 * one order through three of its functions, run on this machine. Needs neither an AWS account nor Docker.
 */
async function demo(): Promise<void> {
  const outdir = join(__dirname, 'cdk.out');
  rmSync(outdir, { recursive: true, force: true });
  progress('Bundling and synthesizing the shop; this takes some ten seconds …');
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
  process.stdout.write(`The whole report: ${file(REPORT_FILE)}\nCDK's findings:   ${file('validation-report.json')}\n\n`);
  await showTrace(outdir, file, width);
}

/** One order in the sandbox, which stands on Linux's namespaces. */
async function showTrace(outdir: string, file: (name: string) => string, width: number): Promise<void> {
  if (process.platform !== 'linux') {
    process.stdout.write('The order\'s trace is left out: the local Lambda environment needs Linux.\n');
    return;
  }
  try {
    const placed = placeSpans(await traceAnOrder(outdir, progress));
    writeFileSync(join(outdir, TRACE_PAGE), waterfallPage(placed, 'One order through the shop'));
    process.stdout.write(`One order through the shop, as its functions traced it in the local Lambda environment (cold starts left out):\n\n${treeText(placed, width)}\n\n`);
    process.stdout.write(`The same as a page: ${file(TRACE_PAGE)}\n`);
  } catch (error) {
    const { message } = error as Error;
    process.stdout.write(`The order could not be traced here: ${message}\n`);
    // A machine that gives no namespaces is no fault of the shop's; anything else is.
    if (!message.includes('namespaces')) { process.exitCode = 1; }
  }
}

function progress(what: string): void {
  if (process.stderr.isTTY) { process.stderr.write(`${what}\n`); }
}

void demo();
