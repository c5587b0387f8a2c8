import { readFileSync } from 'fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'path';
import type { Command } from 'commander';
import { REGION } from '../../src/catalog/region';
import { providerFromJson } from '../../src/configuration/from-json';
import { combined } from '../../src/configuration/options';
import type { AutoOptions } from '../../src/configuration/options';
import { readEnvironment, readFile } from '../../src/configuration/sources';
import { LOCK_FILE } from '../../src/contract/layer-lock';
import type { TracingReport } from '../../src/contract/report';
import { dateOf } from '../../src/core/calendar-date';
import { PathGlob } from '../../src/core/path-glob';
import type { NamedLock } from '../../src/core/pin-layers';
import { NOT_VALIDATED } from '../assembly/validation-report';
import { baselineIn } from '../baseline/baseline-file';
import { ExitCode } from '../exit-codes';
import { Failure, reasonOf } from '../failure';
import { Output, writeWhole } from '../io';
import { lockIn } from '../layers/lock-file';
import { summarize } from '../summary/findings';
import { overBudget } from '../summary/gate';
import type { Gate } from '../summary/gate';
import { textSummary } from '../summary/text';
import type { LayerPlacement } from '../template/layer-placement';
import { parseTemplate } from '../template/template-source';
import { TracedTemplate, traceTemplate } from '../template/trace-template';

/** The zip file of our own layer, beside a SAM template. */
const LAYER_FILE = 'lambda-tracing-layer.zip';
const DEFAULT_PROVIDER = 'opentelemetry';

interface Options {
  readonly output: string;
  readonly report?: string;
  readonly provider?: string;
  readonly config?: string;
  readonly region?: string;
  readonly stack?: string;
  readonly layerArn?: string;
  readonly layerBucket?: string;
  readonly layerKey?: string;
  readonly layerFile?: string;
  /** `false` by --no-lock. */
  readonly lock?: string | false;
}

/** `template`: the same tracing for those who have no CDK app. */
export function addTemplate(program: Command, output: Output): void {
  program.command('template')
    .summary('trace the functions of a CloudFormation or SAM template')
    .description('Writes a template, YAML or JSON, with tracing: layers, variables, tracing mode and permissions are added, and all else stays as it is, comments and '
      + 'order included. Configured by lambda-tracing.json and LAMBDA_TRACING_… variables, as tracing without code is.')
    .argument('<template>', 'a CloudFormation or SAM template')
    .option('-o, --output <file>', 'where to write it; - for standard output', '-')
    .option('--report <file>', 'where to write the report (default: lambda-tracing-report.json beside the output, none for standard output)')
    .option('-p, --provider <name>', 'whose instrumentation to attach')
    .option('-c, --config <file>', 'the configuration (default: lambda-tracing.json, if it is there)')
    .option('-r, --region <name>', 'region it is deployed to (default: not known)')
    .option('--stack <name>', 'name of the stack, for the report (default: the name of the file)')
    .option('-l, --lock <file>', `what pins the versions of layers (default: ${LOCK_FILE}, if it is there)`)
    .option('--no-lock', 'pin none')
    .option('--layer-arn <arn>', 'ARN of the package\'s own layer, published by yourself')
    .option('--layer-bucket <name>', 'bucket that you put the package\'s own layer into')
    .option('--layer-key <key>', 'its key there')
    .option('--layer-file <file>', `where to write the package's own layer, a zip file, to be published or uploaded (default: ${LAYER_FILE} beside a SAM template, for sam package)`)
    .action((template: string, options: Options) => trace(template, options, output));
}

function trace(file: string, options: Options, output: Output): void {
  const source = parseTemplate(contentOf(file), file);
  const configured = configuration(options);
  if (configured.enabled === false) {
    output.note('tracing is switched off; the template is as it was\n');
    return write(options.output, source.text, output);
  }
  const beside = options.output === '-' ? '.' : dirname(options.output);
  const serverless = [source.data.Transform].flat().includes('AWS::Serverless-2016-10-31');
  const layer = placement(options, serverless, beside);
  const traced = traceTemplate(source, {
    ...configured, file, provider: provider(configured), layer, lock: lock(options), stack: options.stack ?? basename(file).replace(/\.[^.]*$/, ''),
    ...(options.region === undefined ? {} : { region: options.region }),
  });
  checkPlacement(traced, layer);
  const text = traced.text();
  placeLayer(traced, layer, options, beside);
  write(options.output, text, output);
  const reportFile = options.report ?? (options.output === '-' ? undefined : join(beside, 'lambda-tracing-report.json'));
  if (reportFile !== undefined) { writeWhole(reportFile, `${JSON.stringify(traced.report, undefined, 2)}\n`); }
  judge(traced.report, configured, output);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

function write(file: string, text: string, output: Output): void {
  if (file === '-') {
    output.out(text);
  } else {
    writeWhole(file, text);
  }
}

function configuration({ config, provider: named, region }: Options): AutoOptions {
  const environment = { ...process.env, ...(config === undefined ? {} : { LAMBDA_TRACING_CONFIG: config }) };
  const flags = { options: named === undefined ? {} : { provider: named }, problems: [] };
  const { options, problems } = combined([readFile(process.cwd(), environment), readEnvironment(environment), flags]);
  const patterns = [...options.includePaths ?? [], ...options.excludePaths ?? []].map((pattern) => PathGlob.problemWith(pattern)).filter((problem) => problem !== undefined);
  const ratio = options.samplingRatio !== undefined && (options.samplingRatio < 0 || options.samplingRatio > 1) ? [`samplingRatio must be from 0 to 1, got ${options.samplingRatio}`] : [];
  const where = region === undefined || REGION.test(region) ? [] : [`--region must be a region such as eu-west-1, got ${region}`];
  const all = [...problems, ...patterns, ...ratio, ...where];
  if (all.length > 0 && options.enabled !== false) { throw new Failure(all.join('; '), ExitCode.USAGE); }
  return options;
}

function provider({ provider: name = DEFAULT_PROVIDER, props }: AutoOptions) {
  try {
    return providerFromJson(name, props);
  } catch (error) {
    throw new Failure((error as Error).message, ExitCode.USAGE);
  }
}

function lock({ lock: named }: Options): NamedLock | undefined {
  if (named === false) { return undefined; }
  const file = typeof named === 'string' ? named : LOCK_FILE;
  const found = lockIn(file);
  if (found === undefined && typeof named === 'string') { throw new Failure(`cannot read ${file}: it does not exist; write it with cdk-lambda-tracing layers update`); }
  return found === undefined ? undefined : { file: isAbsolute(file) ? basename(file) : file, lock: found };
}

function placement({ layerArn, layerBucket, layerKey, layerFile }: Options, serverless: boolean, beside: string): LayerPlacement {
  if (layerArn !== undefined) {
    if (!/^arn:[^:]+:lambda:[^:]+:\d+:layer:[\w-]+:\d+$/.test(layerArn)) { throw new Failure(`--layer-arn must be the ARN of a layer's version, got ${layerArn}`, ExitCode.USAGE); }
    return { arn: layerArn };
  }
  if ((layerBucket === undefined) !== (layerKey === undefined)) { throw new Failure('--layer-bucket and --layer-key belong together', ExitCode.USAGE); }
  if (layerBucket !== undefined) { return { bucket: layerBucket, key: layerKey }; }
  if (!serverless) { return {}; }
  const path = relative(resolve(beside), resolve(layerFile ?? join(beside, LAYER_FILE))).replace(/\\/g, '/');
  return { uri: path.startsWith('.') ? path : `./${path}` };
}

/** A plain template says where a layer is, and cannot bring it. */
function checkPlacement({ layerFiles }: TracedTemplate, { arn, bucket, uri }: LayerPlacement): void {
  const [[path, functions] = []] = layerFiles;
  if (path !== undefined && arn === undefined && bucket === undefined && uri === undefined) {
    throw new Failure(`${functions!.length} functions need this package's own layer (${functions!.slice(0, 3).join(', ')}${functions!.length > 3 ? ', …' : ''}), and a plain template cannot bring it: `
      + 'pass --layer-bucket and --layer-key, and put the file that --layer-file writes there; or --layer-arn, once it is published', ExitCode.USAGE);
  }
}

/** The zip file, where it is needed. */
function placeLayer({ layerFiles }: TracedTemplate, { uri }: LayerPlacement, { layerFile }: Options, beside: string): void {
  const [path] = layerFiles.keys();
  const target = layerFile ?? (uri === undefined ? undefined : join(beside, LAYER_FILE));
  if (path === undefined || target === undefined) { return; }
  writeWhole(target, readFileSync(path));
}

/** What could not be traced is said, and fails the command where that is configured. */
function judge(report: TracingReport, { failOnUntraced, coverage = {} }: AutoOptions, output: Output): void {
  const { baseline, environments, ...rest } = coverage as { baseline?: string; environments?: unknown } & Omit<Gate, 'baseline' | 'today'>;
  if (environments !== undefined) { output.note('coverage.environments is for CDK apps, and not looked at here\n'); }
  const gate: Gate = {
    ...rest, failOnUntraced: failOnUntraced ?? rest.failOnUntraced, today: dateOf(new Date()), baseline: baseline === undefined ? undefined : baselineIn(baseline),
  };
  const summary = summarize(report, { locations: new Map(), validation: NOT_VALIDATED }, gate, 'warning');
  output.note(textSummary(summary));
  const problems = overBudget(summary, gate);
  if (problems.length > 0) { throw new Failure(problems.join('; '), ExitCode.FOUND); }
}
