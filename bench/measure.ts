import childProcess from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import { benchApp } from './app';
import { Arm, ArmName, ARMS } from './arms';

/** What one process measures of one arm. */
export interface Measurement {
  /** User and system time of making the app and synthesizing it, in milliseconds. */
  readonly cpu: number;
  /** Processes started meanwhile. */
  readonly processes: number;
  /** Functions that carry something of the arm in the templates. */
  readonly attached: number;
}

const WARM_UP = 20;

/** Runs in a process of its own: `measure.ts <arm> <functions> <functions per stack>` prints a Measurement. */
function main([name, functions, perStack]: string[]): void {
  let processes = 0;
  for (const method of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const) {
    const original = childProcess[method] as (...args: unknown[]) => unknown;
    (childProcess as Record<string, unknown>)[method] = (...args: unknown[]) => { processes += 1; return original(...args); };
  }
  withoutTemplateValidator();
  console.warn = () => undefined; // the rival's remarks
  const attach = (ARMS[name as ArmName] as Arm).prepare();

  synthesize(attach, WARM_UP, WARM_UP); // loads what is loaded late, and has the hot code compiled
  processes = 0;
  global.gc?.();
  const { cpu, templates } = synthesize(attach, Number(functions), Number(perStack));
  const attached = templates.reduce((sum, template) => sum + attachedIn(template), 0);
  process.stdout.write(JSON.stringify({ cpu, processes, attached } satisfies Measurement));
}

function synthesize(attach: ReturnType<Arm['prepare']>, functions: number, perStack: number) {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  const before = process.cpuUsage();
  const app = benchApp(functions, perStack, outdir);
  attach(app);
  app.app.synth();
  const { user, system } = process.cpuUsage(before);
  const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(join(outdir, file), 'utf8'));
  rmSync(outdir, { recursive: true });
  return { cpu: (user + system) / 1000, templates };
}

function attachedIn(template: string): number {
  return Object.values(JSON.parse(template).Resources as Record<string, { Type: string; Properties: { Layers?: unknown; TracingConfig?: unknown } }>)
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && (Properties.Layers ?? Properties.TracingConfig) !== undefined).length;
}

/** Newer versions of aws-cdk-lib read the variable CDK_VALIDATION, which synth.ts sets; 2.262 has none. */
function withoutTemplateValidator(): void {
  const none = { name: CloudFormationValidatePlugin.PLUGIN_NAME, validate: () => ({ success: true, violations: [] }) };
  Object.assign(CloudFormationValidatePlugin, { _singletonInstance: () => none });
}

main(process.argv.slice(2));
