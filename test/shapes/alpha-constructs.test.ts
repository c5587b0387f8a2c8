import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { GoFunction } from '@aws-cdk/aws-lambda-go-alpha';
import { PythonFunction } from '@aws-cdk/aws-lambda-python-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { RustFunction } from 'cargo-lambda-cdk';
import { entry, expectTraced, properties, synthesize, TestProvider } from './synthesis';
import { LambdaTracing } from '../../src';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  writeFileSync(join(folder, 'index.py'), 'def handler(event, context):\n    return "ok"\n');
  writeFileSync(join(folder, 'go.mod'), 'module shop\n');
  writeFileSync(join(folder, 'main.go'), 'package main\nfunc main() {}\n');
  writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "shop"\nversion = "0.1.0"\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each<[string, (stack: Stack) => void, string]>([
  ['PythonFunction', (stack) => { new PythonFunction(stack, 'Fn', { entry: folder, runtime: Runtime.PYTHON_3_13 }); }, 'python3.13'],
  ['GoFunction', (stack) => { new GoFunction(stack, 'Fn', { entry: folder, runtime: Runtime.PROVIDED_AL2023 }); }, 'provided.al2023'],
  ['RustFunction', (stack) => { new RustFunction(stack, 'Fn', { manifestPath: folder }); }, 'provided.al2023'],
])('%s is traced like any other', (_, build, runtime) => {
  const traced = synthesize((app: App) => {
    build(new Stack(app, 'Shop'));
    LambdaTracing.of(app).add(new TestProvider());
  }, { context: { 'aws:cdk:bundling-stacks': [] } }); // as for a stack that is not selected: no compiler is needed

  expectTraced(properties(traced.templates.Shop, 'Fn'));
  expect(entry(traced, 'Shop/Fn/Resource')).toMatchObject({ status: 'traced', runtime });
});
