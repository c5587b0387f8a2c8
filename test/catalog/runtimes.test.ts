import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnFunction, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { runtimesPage } from './runtimes-page';
import { deprecatedRuntime, RUNTIMES, RUNTIMES_DATE } from '../../src/catalog/runtimes';
import { familyOf, RuntimeFamily } from '../../src/core/runtime-family';
import { FunctionTracing } from '../../src/mixins/function-tracing';
import { recordOf } from '../../src/private/record';
import { XRayProvider } from '../../src/providers/xray-provider';

test.each([
  ['nodejs20.x', 'nodejs20.x is deprecated by Lambda since 2026-04-30; it refuses updates of such functions from 2027-03-03'], ['dotnet6', 'dotnet6 is deprecated by Lambda since 2024-12-20; it refuses'],
  ['dotnet8', 'dotnet8 is deprecated by Lambda since 2026-11-10; it refuses'], ['python3.10', 'python3.10 is deprecated by Lambda since 2026-10-31'], ['provided.al2', 'provided.al2 is deprecated by Lambda since 2026-07-31'],
])('%s is deprecated on the day of the table', (runtime, message) => {
  expect(deprecatedRuntime(runtime)).toMatchObject({ id: 'cdk-lambda-tracing:runtimeDeprecated', severity: 'warning', message: expect.stringContaining(message) });
});

test.each(['nodejs22.x', 'nodejs24.x', 'python3.13', 'java21', 'dotnet10', 'ruby3.4', 'provided.al2023', 'cobol1', undefined])('%s is not', (runtime) => {
  expect(deprecatedRuntime(runtime)).toBeUndefined();
});

test('the day is data: the clock plays no part', () => {
  expect(RUNTIMES_DATE).toBe('2026-11-22');
  expect(deprecatedRuntime('nodejs22.x', '2027-04-29')).toBeUndefined();
  expect(deprecatedRuntime('nodejs22.x', '2027-04-30')!.message).toBe('nodejs22.x is deprecated by Lambda since 2027-04-30');
  expect(deprecatedRuntime('nodejs20.x', '2027-03-03')!.message).toBe('nodejs20.x is deprecated by Lambda since 2026-04-30, and it refuses updates of such functions since 2027-03-03');
});

test('every runtime of the table is of a known family, and there once', () => {
  expect(RUNTIMES.filter(({ name }) => familyOf(name) === RuntimeFamily.UNKNOWN)).toEqual([]);
  expect(new Set(RUNTIMES.map(({ name }) => name)).size).toBe(RUNTIMES.length);
  RUNTIMES.forEach(({ deprecation, blockUpdate }) => expect((blockUpdate ?? deprecation) >= deprecation).toBe(true));
});

test('docs/runtimes.md is what the data says', () => {
  expect(readFileSync(join(__dirname, '../../docs/runtimes.md'), 'utf8')).toBe(runtimesPage());
});

test.each([['nodejs20.x', ['cdk-lambda-tracing:runtimeDeprecated']], ['nodejs22.x', []]])('a function on %s is traced with %j', (runtime, notes) => {
  const fn = new Function(new Stack(), 'Orders', { runtime: new Runtime(runtime), handler: 'index.handler', code: Code.fromAsset(__dirname) });
  fn.with(new FunctionTracing({ provider: new XRayProvider() }));
  expect(recordOf(fn.node.defaultChild as CfnFunction)!.notes.map(({ id }) => id)).toEqual(notes);
});
