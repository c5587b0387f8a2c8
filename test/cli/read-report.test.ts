import { folderWith, reported, reportOf, skipped } from './assembly';
import { readReport } from '../../cli/assembly/read-report';

test('a report as synthesis writes it', () => {
  const report = reportOf([reported(), skipped()], [{ path: 'Prod', id: 'cdk-lambda-tracing:uncoveredStage', severity: 'warning', message: 'x' }]);

  expect(readReport(folderWith({ 'lambda-tracing.json': report }))).toEqual(report);
});

test.each<[string, { [file: string]: unknown }, RegExp]>([
  ['no report', {}, /lambda-tracing.json: it does not exist; synthesize the app with tracing/],
  ['a folder in its place', { 'lambda-tracing.json/x': '' }, /it is a folder/],
  ['half a report', { 'lambda-tracing.json': '{ "version": 1, "to' }, /is not complete JSON/],
  ['an empty file', { 'lambda-tracing.json': '' }, /is not complete JSON/],
  ['the configuration of the same name', { 'lambda-tracing.json': { provider: 'xray' } }, /is not a report of cdk-lambda-tracing: its version is missing/],
  ['a list', { 'lambda-tracing.json': [] }, /its version is missing/],
  ['a newer version', { 'lambda-tracing.json': { version: 2 } }, /has version 2, and this command knows 1 at most; use the version/],
  ['no totals', { 'lambda-tracing.json': { version: 1, functions: [], diagnostics: [] } }, /its totals are missing/],
  ['no functions', { 'lambda-tracing.json': { ...reportOf([]), functions: {} } }, /its list of functions or diagnostics is missing/],
  ['a function without a path', { 'lambda-tracing.json': { ...reportOf([reported()]), functions: [reported(), { ...reported(), path: 5 }] } }, /function 2 is not complete/],
  ['changes that are none', { 'lambda-tracing.json': { ...reportOf([]), functions: [reported({ changes: { layers: [5] } as never })] } }, /function 1 is not complete/],
  ['a function of a status that there is not', { 'lambda-tracing.json': { ...reportOf([]), functions: [reported({ status: 'magic' as never })] } }, /function 1 is not complete/],
  ['a provider that is no name', { 'lambda-tracing.json': { ...reportOf([]), functions: [reported({ provider: {} as never })] } }, /function 1 is not complete/],
  ['a handler before that is no text', { 'lambda-tracing.json': reportOf([reported({ changes: { ...reported().changes!, before: { handler: 5 } as never } })]) }, /function 1 is not complete/],
  ['totals that are better than its functions', { 'lambda-tracing.json': { ...reportOf([skipped()]), totals: reportOf([reported()]).totals } }, /its totals are not those of its functions/],
  ['a diagnostic without a path', { 'lambda-tracing.json': { ...reportOf([]), diagnostics: [{ id: 'x', severity: 'info', message: 'x' }] } }, /a diagnostic is not complete/],
])('%s', (_, files, message) => {
  expect(() => readReport(folderWith(files))).toThrow(message);
});
