import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, AppProps, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Decision, FunctionModel, InstrumentationPlan, TracingLayer, TracingLevel, TracingProvider } from '../../src';
import { ReportedFunction, TracingReport } from '../../src/contract/report';

/** What one synthesis wrote. */
export interface Synthesis {
  /** Template by the stack's construct path. */
  readonly templates: { readonly [path: string]: any };
  /** Missing where tracing was never used. */
  readonly report?: TracingReport;
  /** Findings of validation plugins: `id path`. */
  readonly findings: readonly string[];
  /** Their texts. */
  readonly messages: readonly string[];
}

/** Synthesizes an app into a folder that is gone afterwards. */
export function synthesize(build: (app: App) => void, props: AppProps = {}): Synthesis {
  const outdir = mkdtempSync(join(tmpdir(), 'shapes-'));
  const silence = [jest.spyOn(console, 'error').mockImplementation(), jest.spyOn(process.stderr, 'write').mockImplementation(() => true)];
  try {
    const app = new App({ ...props, outdir });
    build(app);
    app.synth();
    const stacks = app.node.findAll().filter((construct): construct is Stack => Stack.isStack(construct));
    const violations = violationsIn(json(join(outdir, 'validation-report.json')));
    return {
      templates: Object.fromEntries(stacks.map((stack) => [stack.node.path, json(join(Stage.of(stack)!.outdir, stack.templateFile))])),
      report: json(join(outdir, 'lambda-tracing.json')),
      findings: violations.flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }: any) => `${ruleName.split(':')[1]} ${constructPath}`)),
      messages: violations.map(({ description }) => description),
    };
  } finally {
    silence.forEach((spy) => spy.mockRestore());
    rmSync(outdir, { recursive: true, force: true });
  }
}

function json(file: string): any {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function violationsIn(report: any): any[] {
  return (report?.pluginReports ?? []).filter(({ pluginName }: any) => pluginName === 'cdk-lambda-tracing').flatMap(({ violations }: any) => violations);
}

/** What the report says of one function. */
export function entry({ report }: Synthesis, path: string): ReportedFunction {
  const found = report?.functions.filter((candidate) => candidate.path === path) ?? [];
  expect(found).toHaveLength(1);
  return found[0];
}

/** The reason why a function was left alone, without the package's name. */
export function reason(synthesis: Synthesis, path: string): string {
  const { status, diagnostics } = entry(synthesis, path);
  expect(['skipped', 'excluded']).toContain(status);
  return diagnostics[0].id.split(':')[1];
}

/** Properties of the one resource of a type whose logical id begins so. */
export function properties(template: any, logicalId: string, type = 'AWS::Lambda::Function'): any {
  const found = Object.entries<any>(template.Resources).filter(([id, resource]) => id.startsWith(logicalId) && resource.Type === type);
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0][1].Properties;
}

export const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:tracer:7';

/** A provider that uses every way of changing a function but the handler. */
export class TestProvider extends TracingProvider {
  public readonly name: string = 'test';
  constructor(private readonly more: Partial<InstrumentationPlan> = {}) { super(); }

  public decide(_model: FunctionModel): Decision {
    return Decision.instrument({
      level: TracingLevel.CODE,
      layers: [TracingLayer.fromArn(LAYER)],
      execWrapper: '/opt/tracer',
      environment: { TRACER_ON: 'true' },
      activeTracing: true,
      permissions: [{ actions: ['logs:PutLogEvents'], resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*'] }],
      ...this.more,
    });
  }
}

/** An ordinary function. */
export function plainFunction(scope: Stack, id: string, more: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => "ok";'),
    ...more,
  });
}

/** What every traced function has, whatever its shape. */
export function expectTraced(found: any, mode: 'TracingConfig' | 'Tracing' = 'TracingConfig'): void {
  expect(found.Layers).toEqual(expect.arrayContaining([LAYER]));
  expect(found.Environment.Variables).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/tracer', TRACER_ON: 'true' });
  expect(mode === 'Tracing' ? found.Tracing : found.TracingConfig.Mode).toBe('Active');
}
