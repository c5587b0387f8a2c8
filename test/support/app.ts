import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { App, AppProps } from 'aws-cdk-lib';
import { TracingReport } from '../../src/contract/report';

process.env.JSII_DEPRECATED = 'quiet'; // CDK's advice on what it has deprecated is none of ours

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is removed when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-tracing-test-'));
  folders.push(folder);
  return folder;
}

/** An app that writes into a folder of its own. */
export function app(context: { [key: string]: unknown } = {}, props: AppProps = {}): App {
  return new App({ outdir: temporaryFolder(), analyticsReporting: false, context, ...props });
}

/** What a synthesis has printed and thrown; nothing of it reaches the test's output. */
export interface Synthesis {
  /** Every template by its file name, those of nested stacks and Stages included. */
  readonly templates: { readonly [file: string]: Template };
  /** The same, byte for byte. */
  readonly texts: { readonly [file: string]: string };
  /** Everything printed, without colours, and the error's text. */
  readonly output: string;
  readonly error?: Error;
}

/** A CloudFormation template, as far as the tests look at it. */
export interface Template {
  readonly Resources: { readonly [logicalId: string]: Resource };
  readonly Mappings?: { readonly [name: string]: any };
  readonly Outputs?: { readonly [name: string]: any };
}

/** A resource in a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [name: string]: any };
  readonly [attribute: string]: unknown;
}

/** Synthesizes quietly, whatever the outcome. */
export function synthesize(root: App, options: { readonly force?: boolean } = {}): Synthesis {
  const exitCode = process.exitCode;
  const printed: unknown[][] = [];
  const spies = (['error', 'log', 'warn', 'info'] as const).map((method) => jest.spyOn(console, method).mockImplementation((...args) => { printed.push(args); }));
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { printed.push([text]); return true; });
  let error: Error | undefined;
  try {
    root.synth(options);
  } catch (thrown) {
    error = thrown as Error;
  } finally {
    [...spies, stderr].forEach((spy) => spy.mockRestore());
    process.exitCode = exitCode;
  }
  const files = readdirSync(root.outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json')).sort();
  const texts = Object.fromEntries(files.map((file) => [file, readFileSync(join(root.outdir, file), 'utf8')]));
  const templates = Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, JSON.parse(text) as Template]));
  // eslint-disable-next-line no-control-regex
  return { templates, texts, output: [...printed.map((args) => args.join(' ')), ...(error ? [error.message] : [])].join('\n').replace(/\u001b\[\d+m/g, ''), error };
}

/** The template of a stack, in an app that synthesizes without an error. */
export function templateOf(root: App, stack?: string): Template {
  const { templates, error } = synthesize(root);
  if (error) { throw error; }
  const found = Object.entries(templates).find(([file]) => stack === undefined || file.includes(stack));
  if (found === undefined) { throw new Error(`no template of ${stack} in ${Object.keys(templates).join(', ')}`); }
  return found[1];
}

/** The report of an app that was synthesized, as text. */
export function reportTextOf(root: App): string {
  return readFileSync(join(root.outdir, 'lambda-tracing.json'), 'utf8');
}

/** The report of an app that was synthesized. */
export function reportOf(root: App): TracingReport {
  return JSON.parse(reportTextOf(root)) as TracingReport;
}

/** Every file below the outdir, for comparing two assemblies. */
export function filesOf(root: App): string[] {
  return readdirSync(root.outdir, { recursive: true, encoding: 'utf8' }).map((file) => relative(root.outdir, join(root.outdir, file))).sort();
}
