import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { Contents } from '../../../cli/verify/assembly/content';
import type { FunctionFacts } from '../../../cli/verify/assembly/function-facts';
import { textOf } from '../../../cli/verify/assembly/placeholders';
import type { WholeTemplate } from '../../../cli/verify/assembly/read-templates';
import { unzip } from '../../../cli/verify/assembly/unzip';
import { copyPackages, nearestSdk, runtimePackages } from '../../../cli/verify/dynamic/aws-sdk';
import { bothWays } from '../../../cli/verify/dynamic/both-ways';
import { readEvents } from '../../../cli/verify/dynamic/events';
import { medianStart } from '../../../cli/verify/dynamic/median-start';
import { redacted } from '../../../cli/verify/dynamic/redacted';
import { activity, Run } from '../../../cli/verify/dynamic/start';
import { Progress } from '../../../cli/verify/output/progress';
import { each } from '../../../cli/verify/pool';
import { Comparison, Start, verdictOf } from '../../../cli/verify/verdict';
import { folderWith, reported } from '../assembly';

const TEMPLATE: WholeTemplate = {
  file: 'Shop.template.json', globals: {},
  resources: { Queue: { Type: 'AWS::SQS::Queue' }, Table: { Type: 'AWS::DynamoDB::Table' }, Topic: { Type: 'AWS::SNS::Topic' } },
  parameters: { Stage: { Type: 'String', Default: 'prod' }, Key: { Type: 'String', Default: 'k', NoEcho: true }, Ami: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' } },
  mappings: { Sizes: { 'eu-west-1': { name: 'small' } } },
};

describe('values of a template', () => {
  test.each<[value: unknown, text: string, known: boolean]>([
    ['plain', 'plain', true],
    [5, '5', true],
    [{ Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/123456789012/Queue', false],
    [{ Ref: 'Table' }, 'Table', false],
    [{ Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:123456789012:Topic', false],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::GetAtt': 'Table.StreamArn' }, 'arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::GetAtt': ['Api', 'Url'] }, 'https://api.placeholder.invalid', false],
    [{ Ref: 'AWS::Region' }, 'eu-west-1', false],
    [{ Ref: 'Stage' }, 'prod', false],
    [{ Ref: 'Key' }, 'placeholder-Key', false],
    [{ Ref: 'Ami' }, 'placeholder-Ami', false],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-Table', false],
    [{ 'Fn::Join': ['-', ['a', 'b']] }, 'a-b', true],
    [{ 'Fn::Sub': 'https://${Api}.x.${AWS::Region}/${!Literal}/${Table.Arn}' }, 'https://Api.x.eu-west-1/${Literal}/arn:aws:dynamodb:eu-west-1:123456789012:Table', false],
    [{ 'Fn::Sub': ['${a}', { a: 'b' }] }, 'b', true],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'name'] }, 'small', true],
    [{ 'Fn::If': ['IsProd', 'yes', 'no'] }, 'yes', false],
    [{ 'Fn::ImportValue': 'Other:Name' }, 'placeholder-Other:Name', false],
    ['{{resolve:secretsmanager:prod/key:SecretString:password}}', 'placeholder-of-a-secret', false],
    [{ 'Fn::Join': ['', ['{{resolve:ssm-secure:/key', '}}']] }, '{{resolve:ssm-secure:/key}}', true],
  ])('%j', (value, text, known) => {
    expect(textOf(value, { template: TEMPLATE, region: 'eu-west-1' })).toEqual({ text, known });
  });

  test('never throw, whatever stands there', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('Ref', 'Fn::Sub', 'Fn::Join', 'Fn::GetAtt', 'Fn::If', 'Fn::Select', 'Fn::FindInMap', 'Fn::Nope'), fc.jsonValue(), { maxKeys: 1 }), (value) => {
      expect(typeof textOf(value, { template: TEMPLATE, region: 'eu-west-1' }).text).toBe('string');
    }));
  });
});

describe('an archive', () => {
  const archive = (files: Parameters<typeof zipSync>[0]) => {
    const folder = folderWith({});
    writeFileSync(join(folder, 'a.zip'), zipSync(files));
    mkdirSync(join(folder, 'out'));
    return { file: join(folder, 'a.zip'), out: join(folder, 'out') };
  };

  test('is unpacked with its folders, permissions and links', () => {
    const { file, out } = archive({ 'a/b.js': strToU8('x'.repeat(1000)), 'link': [strToU8('a/b.js'), { os: 3, attrs: 0o120777 * 0x10000 }] });
    unzip(file, out);
    expect(readFileSync(join(out, 'a/b.js'), 'utf8')).toBe('x'.repeat(1000));
    expect(readlinkSync(join(out, 'link'))).toBe('a/b.js');
  });

  test.each([['../evil'], ['a/../../evil'], ['/../evil']])('whose file is called %s is refused', (name) => {
    const { file, out } = archive({ [name]: strToU8('x') });
    expect(() => unzip(file, out)).toThrow(/leaves the folder/);
  });

  test('is not written through a link in it', () => {
    const { file, out } = archive({ 'etc': [strToU8('/etc'), { os: 3, attrs: 0o120777 * 0x10000 }], 'etc/evil': strToU8('x') });
    expect(() => unzip(file, out)).toThrow();
  });

  test('that says less than it holds is refused before it is unpacked', () => {
    const { file, out } = archive({ bomb: new Uint8Array(50_000_000) });
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(10, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    writeFileSync(file, bytes);
    expect(() => unzip(file, out)).toThrow();
  });

  test('beyond what all may take together stays packed, and is not called unfit', () => {
    const files = [archive({ 'a.js': strToU8('x'.repeat(1000)) }), archive({ 'b.js': strToU8('y') })].map(({ file }) => file);
    const contents = new Contents(1000);
    try {
      expect(contents.of({ kind: 'zip', path: files[0] })).toMatchObject({ bytes: 1000 });
      expect(contents.of({ kind: 'zip', path: files[1] })).toEqual({ unfit: false, why: 'its archive is left packed: those before it took 1000 bytes, and all may take 1000' });
    } finally {
      contents.dispose();
    }
  });

  test('that would take more than is left stays packed, and one that breaks off leaves nothing', () => {
    const files = ['a', 'b', 'c'].map((name, index) => archive({ 'one.js': strToU8(name.repeat(600)), 'two.js': strToU8(name.repeat(index === 2 ? 1 : 300)) }).file);
    const bytes = readFileSync(files[1]);
    bytes.writeUInt32LE(299, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const broken = join(dirname(files[1]), 'broken.zip');
    writeFileSync(broken, bytes);
    const contents = new Contents(1500);
    const folder = dirname(contents.scratch());
    try {
      expect(contents.of({ kind: 'zip', path: files[0] })).toMatchObject({ bytes: 900 });
      expect(contents.of({ kind: 'zip', path: files[1] })).toEqual({ unfit: false, why: 'its archive is left packed: those before it took 900 bytes, and all may take 1500' });
      expect(contents.of({ kind: 'zip', path: broken })).toMatchObject({ unfit: expect.any(Boolean) });
      expect(readdirSync(folder)).toHaveLength(2); // the one that was asked for, and the first
    } finally {
      contents.dispose();
    }

    const others = new Contents(2500);
    const place = dirname(others.scratch());
    try {
      expect(others.of({ kind: 'zip', path: broken })).toMatchObject({ unfit: true });
      expect(readdirSync(place)).toHaveLength(1);
      expect(others.of({ kind: 'zip', path: files[2] })).toMatchObject({ bytes: 601 });
    } finally {
      others.dispose();
    }
  });

  test('that was changed anywhere puts nothing outside its folder', () => {
    const { file, out } = archive({ 'a.js': strToU8('x'), 'b/c.js': strToU8('yy') });
    const whole = readFileSync(file);
    fc.assert(fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      writeFileSync(file, changed);
      try {
        unzip(file, out);
      } catch {
        // as it should be
      }
      expect(readdirSync(dirname(out)).sort()).toEqual(['a.zip', 'out']);
    }), { numRuns: 300 });
  });
});

const facts = (more: Partial<FunctionFacts> = {}): FunctionFacts => ({ path: 'Shop/Orders/Resource', logicalId: 'Orders1', reported: reported(), layers: [], environment: {}, ...more } as FunctionFacts);
const known = (variables: { [name: string]: string }) => Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, { text, known: true }]));
const changes = (more: object) => reported({ changes: { ...reported().changes!, ...more } });

describe('a function without tracing', () => {
  test('has none of the variables and layers that were added', () => {
    const { without, with: traced } = bothWays(facts({
      handler: 'index.handler', environment: known({ OWN: '1', AWS_LAMBDA_EXEC_WRAPPER: '/opt/w' }),
      layers: [{ name: 'own', ours: false, asset: { kind: 'lost', why: '' } }, { name: 'tracer', ours: true, asset: { kind: 'lost', why: '' } }],
    }), ['/own', '/tracer']);
    expect(without).toEqual({ handler: 'index.handler', environment: { OWN: '1' }, layers: ['/own'] });
    expect(traced).toEqual({ handler: 'index.handler', environment: { OWN: '1', AWS_LAMBDA_EXEC_WRAPPER: '/opt/w' }, layers: ['/own', '/tracer'] });
  });

  test('has the handler that the user wrote', () => {
    const { without } = bothWays(facts({ handler: '/opt/x.handler', environment: known({ LAMBDA_TRACING_HANDLER: 'src/app.main' }), reported: changes({ handler: '/opt/x.handler', environment: ['LAMBDA_TRACING_HANDLER'] }) }), []);
    expect(without).toMatchObject({ handler: 'src/app.main', environment: {} });
  });

  test('has the options that the user gave, without those that load from a layer', () => {
    const { without } = bothWays(facts({ environment: known({ NODE_OPTIONS: '--enable-source-maps --require /opt/tracer.js --import=/opt/x.mjs' }), reported: changes({ environment: ['NODE_OPTIONS'] }) }), []);
    expect(without.environment).toEqual({ NODE_OPTIONS: '--enable-source-maps' });
  });
});

describe('OTEL_SDK_DISABLED=true', () => {
  const run = (seen: Partial<Run['seen']> = {}): Run => ({ start: { status: 'success', ms: 1, cpuMs: 1, rssBytes: 1 }, spans: [], seen: { extensions: [], complaints: [], ...seen } });
  const variables = (wrapper: string) => known({ OTEL_SDK_DISABLED: 'true', ...(wrapper === '' ? {} : { AWS_LAMBDA_EXEC_WRAPPER: wrapper }) });

  test.each<[string, string, string, boolean]>([
    ["this package's layer, by its wrapper", '/opt/cdk-lambda-tracing/wrapper', 'index.handler', false],
    ["this package's layer, by its handler", '', '/opt/cdk-lambda-tracing/handler.handler', false],
    ["OpenTelemetry's own wrapper", '/opt/otel-handler', '/opt/wrapped.handler', false],
    ["AWS's distribution", '/opt/otel-instrument', '/opt/wrapped.handler', false],
    ['a tracer of its own kind', '/opt/datadog_wrapper', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', true],
    ['a tracer of its own kind that redirects', '', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', true],
  ])('and %s', (_, wrapper, handler, active) => {
    expect(activity(facts({ environment: variables(wrapper) }), run(), run({ handler })).active).toBe(active);
  });
});

describe('a verdict', () => {
  const start = (more: Partial<Start> = {}): Start => ({ status: 'success', ms: 100, cpuMs: 50, rssBytes: 1, ...more });
  const answers = (one: string, other: string, more: object = {}) => ({
    without: { status: 'success', text: one, ms: 1 }, with: { status: 'success', text: other, ms: 1 }, varies: false, spans: 1, invocationSpan: true, ...more,
  });
  test.each<[what: string, comparison: Partial<Comparison>, verdict: string, why: RegExp | undefined]>([
    ['starts both ways', {}, 'proven', undefined],
    ['starts, and nothing of the tracer is seen', { active: false, inactive: 'nothing was seen' }, 'broken', /nothing was seen/],
    ['starts only without', { with: start({ status: 'error', error: 'TypeError: x' }) }, 'broken', /without tracing it starts, with tracing it fails to start \(TypeError: x\)/],
    ['starts only with', { without: start({ status: 'error', error: 'x' }) }, 'broken', /without tracing it fails to start/],
    ['fails the same way', { without: start({ status: 'error', error: 'no db at 10.0.0.1:5432 (id 1)' }), with: start({ status: 'error', error: 'no db at 10.0.0.2:5433 (id 2)' }) }, 'fails anyway', /with tracing and without/],
    ['fails otherwise', { without: start({ status: 'error', error: 'no db' }), with: start({ status: 'error', error: 'no module' }) }, 'broken', /no module/],
    ['never finishes its start, both ways', { without: start({ status: 'timeout' }), with: start({ status: 'timeout' }) }, 'fails anyway', /does not finish its start/],
    ['never finishes its start with', { with: start({ status: 'timeout' }) }, 'broken', /with tracing it does not finish/],
    ['answers the same', { answers: answers('1', '1') }, 'proven', undefined],
    ['answers otherwise', { answers: answers('1', '2') }, 'broken', /answers otherwise/],
    ['answers differently each time', { answers: answers('1', '2', { varies: true }) }, 'proven', undefined],
    ['fails when it is invoked with tracing', { answers: answers('1', '1', { with: { status: 'timeout', text: '', ms: 1 } }) }, 'broken', /answers otherwise with tracing \(timeout\)/],
    ['answers, and sends no span of it', { answers: answers('1', '1', { spans: 0, invocationSpan: false }) }, 'broken', /no span of the invocation/],
  ])('on one that %s', (_, comparison, verdict, why) => {
    const result = verdictOf(facts(), [], { without: start(), with: start(), active: true, ...comparison });
    expect(result.verdict).toBe(verdict);
    if (why === undefined) { expect(result.why).toBeUndefined(); } else { expect(result.why).toMatch(why); }
  });
});

test("a function's own words are shown without the values of its variables", () => {
  expect(redacted('connect postgres://u:p4ssword@db failed, p4ssword', { URL: 'postgres://u:p4ssword@db', PASSWORD: 'p4ssword', SHORT: 'db' })).toBe('connect <URL> failed, <PASSWORD>');
});

describe('events', () => {
  const functions = [facts(), facts({ path: 'Shop/Stock/Resource', logicalId: 'Stock2' }), facts({ path: 'Shop/Twin/Resource', logicalId: 'Stock2' })];

  test('are called by logical id or construct path', () => {
    const folder = folderWith({ 'Orders1.json': { a: 1 }, 'Shop/Stock.json': { b: 2 }, 'readme.md': '' });
    expect([...readEvents(folder, functions)].sort()).toEqual([['Shop/Orders/Resource', '{"a":1}'], ['Shop/Stock/Resource', '{"b":2}']]);
  });

  test.each<[files: { [path: string]: unknown }, message: RegExp]>([
    [{ 'Nobody.json': {} }, /Nobody\.json names no function/],
    [{ 'Stock2.json': {} }, /names Shop\/Stock\/Resource and Shop\/Twin\/Resource/],
    [{ 'Orders1.json': '{"a":' }, /Orders1\.json is no JSON/],
    [{ 'readme.md': '' }, /holds no events/],
  ])('%j: refused', (files, message) => {
    expect(() => readEvents(folderWith(files), functions)).toThrow(message);
  });
});

describe("the SDK that Lambda's runtime brings", () => {
  const packages = () => folderWith({
    'node_modules/@aws-sdk/client-s3/package.json': { dependencies: { '@smithy/core': '1', 'tslib': '2' } }, 'node_modules/@aws-sdk/client-s3/dist-types/x.d.ts': '',
    'node_modules/@smithy/core/package.json': {}, 'node_modules/tslib/package.json': {}, 'node_modules/express/package.json': {}, 'app/lib/x.js': '',
  });

  test('is what a function imports and does not have', () => {
    const code = folderWith({ 'index.js': 'require("@aws-sdk/client-s3"); require("@aws-sdk/own/x"); "@aws-sdk/not-imported"', 'lib/a.mjs': 'import {x} from"@smithy/core"', 'node_modules/@aws-sdk/own/package.json': {}, 'node_modules/y/i.js': 'require("@aws-sdk/z")' });
    expect(runtimePackages(code)).toEqual(['@aws-sdk/client-s3', '@smithy/core']);
  });

  test('is copied with what it needs, and nothing else', () => {
    const [from, to] = [packages(), folderWith({})];
    expect(nearestSdk(join(from, 'app/lib'))).toBe(join(from, 'node_modules'));
    expect(copyPackages(['@aws-sdk/client-s3', '@aws-sdk/client-sqs'], join(from, 'node_modules'), to)).toEqual(['@aws-sdk/client-sqs']);
    expect(() => readFileSync(join(to, '@smithy/core/package.json'))).not.toThrow();
    expect(() => readFileSync(join(to, 'tslib/package.json'))).not.toThrow();
    expect(() => readFileSync(join(to, 'express/package.json'))).toThrow();
    expect(() => readFileSync(join(to, '@aws-sdk/client-s3/dist-types/x.d.ts'))).toThrow();
  });
});

describe('many at a time', () => {
  test('never more than so many, each once', async () => {
    const seen: number[] = [];
    let now = 0;
    let most = 0;
    await each([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      now -= 1;
      seen.push(item);
    });
    expect(most).toBe(3);
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('an error ends it when those under way are done', async () => {
    const seen: number[] = [];
    await expect(each([1, 2, 3, 4, 5, 6], 2, async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item));
      if (item === 1) { throw new Error('one'); }
      seen.push(item);
    })).rejects.toThrow('one');
    expect(seen).toEqual([2]);
  });
});

test('progress is a bar on a terminal, which goes in the end, and lines elsewhere', () => {
  const written = (terminal: boolean) => {
    let text = '';
    const progress = new Progress(2, (more) => { text += more; }, terminal, 60);
    progress.step('proven: a');
    progress.step(`proven: ${'b'.repeat(100)}`);
    progress.end();
    return text;
  };
  expect(written(false)).toBe(`1/2 proven: a\n2/2 proven: ${'b'.repeat(100)}\n`);
  expect(written(true)).toMatch(/^\r\[#{12}\.{12}\] 1\/2 proven: a\u001b\[K\r\[#{24}\] 2\/2 proven: b+\u001b\[K\r\u001b\[K$/);
  expect(Math.max(...written(true).split('\r').map((line) => line.replace('\u001b[K', '').length))).toBeLessThan(60);
});

describe('several starts', () => {
  const start = (ms: number, status = 'success') => ({ status, ms, cpuMs: 10 * ms, rssBytes: 100 * ms });

  test.each<[number[], number]>([[[5], 5], [[9, 1, 5], 5], [[9, 1, 5, 3], 4]])('%j come to the median', (all, expected) => {
    expect(medianStart(all.map((ms) => start(ms)))).toEqual(start(expected));
  });

  test('of which one fails have failed', () => {
    expect(medianStart([start(1), start(2, 'timeout'), start(3, 'error')])).toEqual(start(2, 'timeout'));
  });
});
