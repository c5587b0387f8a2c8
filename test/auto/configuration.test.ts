import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { readConfiguration } from '../../src/auto/configuration';

let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'auto-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(sources: { file?: unknown; context?: { [key: string]: unknown }; environment?: { [name: string]: string } }) {
  if (sources.file !== undefined) { writeFileSync(join(folder, 'lambda-tracing.json'), typeof sources.file === 'string' ? sources.file : JSON.stringify(sources.file)); }
  return readConfiguration(new App({ context: sources.context, outdir: join(folder, 'cdk.out') }), folder, sources.environment ?? {});
}

test('nothing is set, nothing is wrong', () => {
  expect(read({})).toEqual({ options: {}, problems: [] });
});

test('each source knows every option', () => {
  const options = {
    enabled: true, required: true, provider: 'xray', props: { one: 1 }, includePaths: ['Shop/**'], excludePaths: ['Shop/Old', 'Shop/Older'],
    failOnUntraced: false, samplingRatio: 0.5, environment: { SOME_NAME: 'value' }, coverage: { minCoverage: 90 },
  };
  const environment = {
    LAMBDA_TRACING_ENABLED: 'true', LAMBDA_TRACING_REQUIRED: 'true', LAMBDA_TRACING_PROVIDER: 'xray', LAMBDA_TRACING_PROPS: '{"one":1}',
    LAMBDA_TRACING_INCLUDE_PATHS: 'Shop/**', LAMBDA_TRACING_EXCLUDE_PATHS: ' Shop/Old, Shop/Older ', LAMBDA_TRACING_FAIL_ON_UNTRACED: 'false',
    LAMBDA_TRACING_SAMPLING_RATIO: '0.5', LAMBDA_TRACING_ENVIRONMENT: '{"SOME_NAME":"value"}', LAMBDA_TRACING_COVERAGE: '{"minCoverage":90}',
  };
  const { enabled, ...inContext } = options; // the library's own key

  expect(read({ environment })).toEqual({ options, problems: [] });
  expect(read({ context: Object.fromEntries(Object.entries(inContext).map(([name, value]) => [`lambda-tracing:${name}`, value])) })).toEqual({ options: inContext, problems: [] });
  expect(read({ file: { $schema: 'x', ...options } })).toEqual({ options, problems: [] });
});

test('the environment wins over the context, and that over the file, each option by itself', () => {
  const { options } = read({
    file: { provider: 'xray', samplingRatio: 0.1, failOnUntraced: true },
    context: { 'lambda-tracing:samplingRatio': '0.2', 'lambda-tracing:excludePaths': 'Shop/Old' },
    environment: { LAMBDA_TRACING_SAMPLING_RATIO: '0.3' },
  });

  expect(options).toEqual({ provider: 'xray', samplingRatio: 0.3, failOnUntraced: true, excludePaths: ['Shop/Old'] });
});

test('props stay with the provider they stand beside', () => {
  const file = { provider: 'instana', props: { zone: 'one' } };

  expect(read({ file, environment: { LAMBDA_TRACING_PROVIDER: 'xray' } }).options).toEqual({ provider: 'xray' });
  expect(read({ file, environment: { LAMBDA_TRACING_PROVIDER: 'instana' } }).options).toEqual(file);
  expect(read({ file, environment: { LAMBDA_TRACING_PROPS: '{"zone":"two"}' } }).options).toEqual({ provider: 'instana', props: { zone: 'two' } });
});

test('the file may have another name, and must then be there', () => {
  writeFileSync(join(folder, 'other.json'), '\uFEFF{ "provider": "xray" }');

  expect(read({ environment: { LAMBDA_TRACING_CONFIG: 'other.json' } }).options).toEqual({ provider: 'xray' });
  expect(read({ environment: { LAMBDA_TRACING_CONFIG: 'missing.json' } }).problems).toEqual(['missing.json cannot be read: it does not exist; LAMBDA_TRACING_CONFIG names it']);
  expect(read({ environment: { LAMBDA_TRACING_CONFIG: '.' } }).problems).toEqual(['. cannot be read: EISDIR']);
});

test('variables of the layers and context keys of the library are not touched', () => {
  const { problems } = read({
    context: { 'lambda-tracing:enabled': 'true', 'lambda-tracing:exclude': 'Shop/**' },
    environment: { LAMBDA_TRACING_HANDLER: 'index.handler', LAMBDA_TRACING_SECRET_HEADERS: 'x' },
  });

  expect(problems).toEqual([]);
});

describe('all that is wrong is found, and no secret is repeated', () => {
  test('wrong kinds and unknown names, everywhere', () => {
    const { problems } = read({
      file: { provider: '', props: ['s3cret'], samplingRatio: '0.5', unheardOf: 1, includePaths: [1] },
      context: { 'lambda-tracing:required': 'perhaps', 'lambda-tracing:provder': 'xray' },
      environment: { LAMBDA_TRACING_PROPS: '{"agentKey":"s3cret"', LAMBDA_TRACING_SAMPLING_RATIO: '', LAMBDA_TRACING_PROVDER: 'xray' },
    });

    expect(problems).toEqual([
      'lambda-tracing.json: \'provider\' must be a text that is not empty, got ""',
      'lambda-tracing.json: \'props\' must be a JSON object',
      'lambda-tracing.json: \'samplingRatio\' must be a number, got "0.5"',
      expect.stringMatching(/^lambda-tracing.json: 'unheardOf' is no option; the options are enabled, /),
      expect.stringMatching(/^lambda-tracing.json: 'includePaths' must be a list of path patterns/),
      'context \'lambda-tracing:required\' must be true or false, got "perhaps"',
      expect.stringMatching(/^context 'lambda-tracing:provder' is no option/),
      'variable LAMBDA_TRACING_PROPS must be a JSON object',
      'variable LAMBDA_TRACING_SAMPLING_RATIO must be a number, got ""',
      expect.stringMatching(/^variable LAMBDA_TRACING_PROVDER is no option/),
    ]);
    expect(problems.join()).not.toContain('s3cret');
  });

  test.each([
    ['{\n  "provider": "s3cret",\n}', 'lambda-tracing.json is not valid JSON, at line 3'],
    ['', 'lambda-tracing.json is not valid JSON, at line 1'],
    ['[]', 'lambda-tracing.json must hold a JSON object'],
    ['null', 'lambda-tracing.json must hold a JSON object'],
    ['{ "__proto__": { "enabled": false } }', /'__proto__' is no option/],
    ['{ "toString": 1 }', /'toString' is no option/],
  ])('%j', (file, problem) => {
    expect(read({ file }).problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });
});
