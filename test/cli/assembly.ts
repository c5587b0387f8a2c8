import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import type { ReportedFunction, TracingReport } from '../../src/contract/report';

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder with these files, JSON where it is no text, removed in the end. */
export function folderWith(files: { readonly [path: string]: unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-tracing-cli-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** A traced function as the report has it. */
export function reported(more: Partial<ReportedFunction> = {}): ReportedFunction {
  return {
    path: 'Shop/Orders/Resource', logicalId: 'Orders1', stack: 'Shop', runtime: 'nodejs22.x', status: 'traced', provider: 'aws-distro', level: 'CODE',
    changes: {
      layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:tracer:7'], execWrapper: '/opt/wrapper', environment: ['AWS_LAMBDA_EXEC_WRAPPER'],
      activeTracing: true, permissions: ['xray:PutTraceSegments'],
    },
    diagnostics: [], ...more,
  };
}

/** A function that could not be traced. */
export function skipped(more: Partial<ReportedFunction> = {}): ReportedFunction {
  return {
    path: 'Shop/Legacy/Resource', logicalId: 'Legacy1', stack: 'Shop', runtime: 'nodejs14.x', status: 'skipped', provider: 'aws-distro', level: 'NONE',
    diagnostics: [{ id: 'cdk-lambda-tracing:runtimeNotSupported', severity: 'warning', message: 'no layer for runtime nodejs14.x', fix: 'choose another provider' }], ...more,
  };
}

/** A report about functions. */
export function reportOf(functions: readonly ReportedFunction[], diagnostics: TracingReport['diagnostics'] = []): TracingReport {
  const count = (status: string) => functions.filter((entry) => entry.status === status).length;
  const level = (name: string) => functions.filter((entry) => entry.level === name).length;
  return {
    version: 1,
    totals: {
      functions: functions.length, traced: count('traced'), excluded: count('excluded'), skipped: count('skipped'), uncovered: count('uncovered'),
      byLevel: { CODE: level('CODE'), INVOCATION: level('INVOCATION'), NONE: level('NONE') },
    },
    functions, diagnostics,
  };
}

/** A template with one function that is traced as `reported()` says, and its role. */
export function template(logicalId = 'Orders1', metadata: object = {}): object {
  return {
    Resources: {
      [logicalId]: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: 'secret code' }, Role: { 'Fn::GetAtt': ['Role1', 'Arn'] }, Runtime: 'nodejs22.x', Handler: 'index.handler',
          Environment: { Variables: { OWN_KEY: 's3cret', TABLE: { Ref: 'Table' }, AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } },
          Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:own:1', 'arn:aws:lambda:eu-west-1:111122223333:layer:tracer:7'],
          TracingConfig: { Mode: 'Active' },
        },
        Metadata: metadata,
      },
      Role1: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [
            { PolicyName: 'Own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } },
            { PolicyName: 'LambdaTracing', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }] } },
          ],
        },
      },
    },
  };
}
