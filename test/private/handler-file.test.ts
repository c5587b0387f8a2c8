import { mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { CfnFunction, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FunctionModel, LambdaTracing, ModuleFormat } from '../../src';
import { app, synthesize, temporaryFolder } from '../support/app';
import { recordingProvider } from '../support/fake-provider';
import { l2, resourceOf } from '../support/sample-function';

/** What a provider is told of the one function. */
function facts(build: (stack: Stack) => void): Pick<FunctionModel, 'moduleFormat' | 'handlerRedefinable'> {
  const root = app();
  build(new Stack(root, 'Stack'));
  const asked = recordingProvider();
  LambdaTracing.of(root).add(asked);
  const { error } = synthesize(root);
  if (error) { throw error; }
  const [{ moduleFormat, handlerRedefinable }] = asked.models;
  return { moduleFormat, handlerRedefinable };
}

/** A folder with these files. */
function folder(files: { [path: string]: string }): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const COMMONJS = { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: true };
const GETTER = { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: false };
const ESM = { moduleFormat: ModuleFormat.ESM, handlerRedefinable: undefined };
const UNKNOWN = { moduleFormat: undefined, handlerRedefinable: undefined };

describe('a NodejsFunction, bundled by the esbuild at hand', () => {
  const entry = join(__dirname, '../fixtures/bundled/index.ts');
  const banner = `/* ${'license '.repeat(200)} */`;

  test.each<[string, BundlingOptions, object]>([
    ['as it is by default, has a handler that cannot be redefined', {}, GETTER],
    ['minified, too', { minify: true }, GETTER],
    ['with a source map, too', { sourceMap: true }, GETTER],
    ['behind a license, too', { banner }, GETTER],
    ['as CommonJS by name, too', { format: OutputFormat.CJS }, GETTER],
    ['as an ES module, is one', { format: OutputFormat.ESM }, ESM],
    ['as a minified ES module, is one', { format: OutputFormat.ESM, minify: true }, ESM],
  ])('%s', (_, bundling, expected) => {
    expect(facts((stack) => new NodejsFunction(stack, 'Fn', { entry, runtime: Runtime.NODEJS_22_X, bundling: { ...bundling, forceDockerBundling: false } }))).toEqual(expected);
  }, 60_000);
});

describe('code in a folder', () => {
  const inFolder = (files: { [path: string]: string }, handler: string) => facts((stack) => { l2(stack, 'Fn', { code: Code.fromAsset(folder(files)), handler }); });
  const plain = 'exports.handler = async () => 1;';

  test.each<[string, { [path: string]: string }, string, object]>([
    ['as .js', { 'index.js': plain }, 'index.handler', COMMONJS],
    ['as .cjs', { 'index.cjs': plain }, 'index.handler', COMMONJS],
    ['as .mjs', { 'index.mjs': 'export const handler = 1;' }, 'index.handler', ESM],
    ['as .js before .mjs, as Lambda looks for it', { 'index.js': plain, 'index.mjs': '' }, 'index.handler', COMMONJS],
    ['as .js in a package of type module', { 'index.js': '', 'package.json': '{"type":"module"}' }, 'index.handler', ESM],
    ['as .js in a package of type commonjs', { 'index.js': plain, 'package.json': '{"type":"commonjs"}' }, 'index.handler', COMMONJS],
    ['as .js in a package without a type', { 'index.js': plain, 'package.json': '{}' }, 'index.handler', COMMONJS],
    ['as .js with a broken package.json', { 'index.js': plain, 'package.json': '{' }, 'index.handler', COMMONJS],
    ['as .cjs in a package of type module', { 'index.cjs': plain, 'package.json': '{"type":"module"}' }, 'index.handler', COMMONJS],
    ['deeper, with the package above', { 'src/a/index.js': '', 'package.json': '{"type":"module"}' }, 'src/a/index.handler', ESM],
    ['deeper, with the nearest package deciding', { 'src/index.js': plain, 'src/package.json': '{}', 'package.json': '{"type":"module"}' }, 'src/index.handler', COMMONJS],
    ['with a dotted export', { 'index.js': plain }, 'index.api.handler', COMMONJS],
    ['in a folder with a dot', { 'v1.2/index.js': plain }, 'v1.2/index.handler', COMMONJS],
    ['that is not there', { 'other.js': plain }, 'index.handler', UNKNOWN],
    ['without a dot in the handler', { 'index.js': plain }, 'index', UNKNOWN],
    ['that is empty', { 'index.js': '' }, 'index.handler', COMMONJS],
  ])('%s', (_, files, handler, expected) => expect(inFolder(files, handler)).toEqual(expected));

  test('of esbuild elsewhere, found by its getters', () => {
    const helper = 'var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };';
    expect(inFolder({ 'index.js': helper }, 'index.handler')).toEqual(GETTER);
    expect(inFolder({ 'index.js': 'var p=(e,t)=>{for(var r in t)i(e,r,{get:t[r],enumerable:!0})};' }, 'index.handler')).toEqual(GETTER);
  });
});

describe('inline code', () => {
  test.each<[string, string, object]>([
    ['with exports', 'exports.handler = async () => 1;', COMMONJS],
    ['with an import in a text', 'exports.handler = async () => "import x";', COMMONJS],
    ['with an export statement', 'const x = 1;\nexport const handler = x;', UNKNOWN],
    ['with an import statement', '  import x from "x";', UNKNOWN],
  ])('%s', (_, code, expected) => expect(facts((stack) => { l2(stack, 'Fn', { code: Code.fromInline(code) }); })).toEqual(expected));
});

describe('nothing is said', () => {
  test('of another language', () => {
    expect(facts((stack) => { l2(stack, 'Fn', { runtime: Runtime.PYTHON_3_13, code: Code.fromAsset(folder({ 'index.py': '' })) }); })).toEqual(UNKNOWN);
  });

  test('of code in a bucket', () => {
    expect(facts((stack) => new CfnFunction(stack, 'Fn', { code: { s3Bucket: 'b', s3Key: 'k' }, runtime: 'nodejs22.x', handler: 'index.handler', role: 'arn:aws:iam::123456789012:role/r' }))).toEqual(UNKNOWN);
  });

  test('of a handler that is not known', () => {
    expect(facts((stack) => { resourceOf(l2(stack)).addPropertyOverride('Handler', { Ref: 'Handler' }); })).toEqual(UNKNOWN);
  });
});
