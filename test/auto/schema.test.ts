import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { COVERAGE_PROPS } from '../../src/auto/coverage';
import { OPTION_NAMES } from '../../src/configuration/options';

const DOCS = join(__dirname, '../../docs');
const schema = JSON.parse(readFileSync(join(DOCS, 'lambda-tracing.schema.json'), 'utf8'));
const valid = new Ajv({ allowUnionTypes: true }).compile(schema);

test('the schema has every option and no other', () => {
  expect(Object.keys(schema.properties).sort()).toEqual(['$schema', ...OPTION_NAMES].sort());
});

test('the schema of coverage has every prop of TracingCoverage, and no other', () => {
  const [, props] = /export interface TracingCoverageProps \{([\s\S]*?)^\}/m.exec(readFileSync(join(DOCS, '../src/tracing-coverage.ts'), 'utf8'))!;

  expect([...props.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name)).toEqual(COVERAGE_PROPS);
  expect(Object.keys(schema.definitions.coverage.properties)).toEqual(COVERAGE_PROPS);
});

test('the documentation has every option, under all its names', () => {
  const text = readFileSync(join(DOCS, 'auto.md'), 'utf8');

  for (const name of OPTION_NAMES) {
    const variable = `LAMBDA_TRACING_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    expect(text).toContain(`| \`${variable}\` | \`lambda-tracing:${name}\` | \`${name}\` |`);
  }
});

test('the example of the documentation is valid', () => {
  const [, example] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(DOCS, 'auto.md'), 'utf8'))!;

  expect(valid(JSON.parse(example))).toBe(true);
});

test.each<[object, boolean]>([
  [{}, true],
  [{ provider: 'opentelemetry', props: { backend: 'xray' } }, true],
  [{ props: { backend: { otlp: { endpoint: 'https://x', secretHeaders: { 'x-key': { secretsManagerName: 'key' } } } } } }, true],
  [{ props: { layerVersions: { 'instana-nodejs': 200 } } }, true],
  [{ coverage: { requiredLevel: 'CODE', minCoverage: 90, environments: [{ paths: ['Prod/**'], severity: 'error' }] } }, true],
  [{ coverage: { minCoverage: 101 } }, false],
  [{ coverage: { environments: [{ severity: 'fatal' }] } }, false],
  [{ coverage: { minCoverge: 90 } }, false],
  [{ provder: 'xray' }, false],
  [{ samplingRatio: 2 }, false],
  [{ includePaths: 'Shop/**' }, false],
  [{ props: { agentKey: { ssmParameterName: '/key', value: 's3cret' } } }, false],
  [{ props: { agentKey: { ssmParameterName: 5 } } }, false],
  [{ environment: { SOME_NAME: 1 } }, false],
])('%j: %s', (configuration, expected) => {
  expect(valid(configuration)).toBe(expected);
});
