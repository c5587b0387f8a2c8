import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'fs';
import { join } from 'path';
import { assemblyOf, Sketch, TRACER, WRAPPER } from './assembly-of';
import { run } from '../../../cli/program';
import { reported, reportOf } from '../assembly';

interface Result {
  readonly exitCode: number;
  readonly out: string;
  readonly note: string;
}

async function cli(...args: string[]): Promise<Result> {
  const printed = { out: '', note: '' };
  const exitCode = await run(args, '1.2.3', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  return { exitCode, ...printed };
}

async function verified(assembly: string, ...args: string[]): Promise<{ exitCode: number; verdict: string; why?: string; ids: string[]; all: any }> {
  const { exitCode, out, note } = await cli('verify', assembly, '--static', '--format', 'json', ...args);
  if (out === '') { throw new Error(note); }
  const all = JSON.parse(out);
  const [{ verdict, why, findings }] = all.functions;
  return { exitCode, verdict, why, ids: findings.map(({ id }: { id: string }) => id), all };
}

const NONE = 'x'.repeat(4096);

describe('from the files alone', () => {
  test('a function that is well has no findings, and is not called proven', async () => {
    const { exitCode, verdict, why, ids } = await verified(assemblyOf({ Orders: {} }));
    expect({ exitCode, verdict, why, ids }).toEqual({ exitCode: 0, verdict: 'static only', why: 'as --static asks', ids: [] });
  });

  test.each<[what: string, id: string, sketch: Sketch, why: RegExp]>([
    ['a wrapper that no layer has', 'wrapperMissing', { layer: { 'other/wrapper': '' } }, /none of its layers has \/opt\/test\/wrapper/],
    ['an environment that is too large with tracing', 'environmentTooLarge', { environment: { BIG: NONE.slice(36) } }, /more than 4096/],
    ['a sixth layer', 'tooManyLayers', { properties: { Layers: [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:eu-central-1:1:layer:own${n}:1`).concat('arn:aws:lambda:eu-central-1:1:layer:tracer:1') } }, /6 layers/],
    ['a role that allows less than the plan needs', 'permissionMissing', { role: {} }, /xray:PutTelemetryRecords, xray:PutTraceSegments/],
    ['a role that denies it', 'permissionDenied', { role: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'], Policies: [{ PolicyDocument: { Statement: { Effect: 'Deny', Action: 'xray:*', Resource: '*' } } }] } }, /denies/],
    ['a template whose wrapper is another since', 'changedAfterwards', { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' } }, /AWS_LAMBDA_EXEC_WRAPPER is \/opt\/other, not/],
    ['a template whose variable is gone', 'changedAfterwards', { properties: { Environment: { Variables: {} } } }, /AWS_LAMBDA_EXEC_WRAPPER are gone/],
    ['a template whose layer is gone', 'changedAfterwards', { properties: { Layers: [] } }, /0 layers, and 1 were added/],
    ['a template whose tracing mode is another', 'changedAfterwards', { properties: { TracingConfig: { Mode: 'PassThrough' } } }, /"PassThrough", not Active/],
    ['a redirected handler that no layer has', 'handlerMissing', {
      handler: '/opt/gone/index.handler', report: { changes: { ...reported().changes!, layers: ['tracer'], execWrapper: undefined, environment: [], handler: '/opt/gone/index.handler' } },
    }, /none of its layers has the file of its handler/],
    ['a secret without leave to read it', 'permissionMissing', { environment: { LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:key' } }, /secretsmanager:GetSecretValue/],
  ])('%s breaks it', async (_, id, sketch, why) => {
    const result = await verified(assemblyOf({ Orders: sketch }));
    expect(result.ids).toContain(id);
    expect(result).toMatchObject({ exitCode: 1, verdict: 'broken', why: expect.stringMatching(why) });
  });

  test.each<[what: string, id: string, sketch: Sketch]>([
    ['no file for the handler', 'handlerMissing', { code: { 'app.js': '' } }],
    ['a handler without a dot', 'handlerMissing', { handler: 'index' }],
    ['no module for a Python handler', 'handlerMissing', { runtime: 'python3.13', handler: 'app.main.handler', code: { 'app/other.py': '' } }],
    ['an environment that is too large by itself', 'environmentTooLarge', { environment: { BIG: NONE, MORE: 'x' } }],
    ['a name that Lambda keeps to itself', 'variableRefused', { environment: { AWS_REGION: 'x' } }],
  ])('%s is a fault of its own, not ours', async (_, id, sketch) => {
    const assembly = assemblyOf({ Orders: sketch });
    const result = await verified(assembly);
    expect(result.ids).toContain(id);
    expect(result).toMatchObject({ exitCode: 0, verdict: 'fails anyway' });
    expect((await verified(assembly, '--strict')).exitCode).toBe(1);
  });

  test.each<[what: string, id: string, sketch: Sketch]>([
    ['an ES module that is loaded as CommonJS', 'moduleFormat', { code: 'import fs from "fs";\nexport const handler = async () => fs;' }],
    ['CommonJS that is loaded as an ES module', 'moduleFormat', { code: { 'index.js': 'module.exports = { handler: async () => 1 };', 'package.json': '{"type":"module"}' } }],
    ['a require() that esbuild left in an ES module', 'dynamicRequire', { code: { 'index.mjs': 'var r=()=>{throw Error(\'Dynamic require of "\' + x)};export{handler};const handler=1' } }],
    ['a package that was left out of the bundle', 'importMissing', { code: 'const pg = require("pg"); exports.handler = async () => pg;' }],
    ['an export that nothing names', 'exportNotSeen', { code: 'exports.main = async () => 1;' }],
    ['a role with policies of elsewhere', 'permissionNotSeen', { properties: { Role: 'arn:aws:iam::111122223333:role/shared' } }],
  ])('%s is a warning', async (_, id, sketch) => {
    const { ids, verdict, exitCode } = await verified(assemblyOf({ Orders: sketch }));
    expect({ ids, verdict, exitCode }).toEqual({ ids: [id], verdict: 'static only', exitCode: 0 });
  });

  test.each<[what: string, sketch: Sketch]>([
    ['a package that its layer has', { code: 'require("pg"); exports.handler = 1;', layer: { ...TRACER, 'nodejs/node_modules/pg/package.json': '{}' } }],
    ['a package in its code', { code: { 'src/a.js': 'require("pg/lib/x"); exports.handler = 1;', 'node_modules/pg/package.json': '{}' }, handler: 'src/a.handler' }],
    ['the AWS SDK and what Node.js has', { code: 'require("@aws-sdk/client-s3"); require("node:fs"); require("fs/promises"); exports.handler = 1;' }],
    ['a minified bundle\'s export', { code: '"use strict";var a=Object.defineProperty;var b=(c,d)=>{for(var e in d)a(c,e,{get:d[e],enumerable:!0})};var f={};b(f,{handler:()=>g});module.exports=f;var g=async()=>1;' }],
    ['a managed policy of X-Ray', { role: { ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AWSXRayDaemonWriteAccess']] }] } }],
    ['a wildcard in its role', { role: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'xray:Put*', Resource: '*' }] } }] } }],
    ['a denial for other resources', { role: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'xray:*', Resource: 'arn:x' }] } }] } }],
  ])('%s is well', async (_, sketch) => {
    expect((await verified(assemblyOf({ Orders: sketch }))).ids).toEqual([]);
  });

  test('a wrapper that is not executable breaks it', async () => {
    const assembly = assemblyOf({ Orders: {} });
    chmodSync(join(assembly, 'asset.Orderslayer/test/wrapper'), 0o644);
    expect(await verified(assembly)).toMatchObject({ verdict: 'broken', ids: ['wrapperNotExecutable'] });
  });

  test('code and layers beyond 250 MB', async () => {
    const assembly = assemblyOf({ Orders: {} });
    const big = (name: string, bytes: number) => {
      writeFileSync(join(assembly, name), '');
      truncateSync(join(assembly, name), bytes); // takes no space
    };
    big('asset.Orderscode/big', 262_144_000 - 100);
    expect(await verified(assembly)).toMatchObject({ verdict: 'broken', ids: ['codeTooLarge'], why: expect.stringMatching(/more than 262144000/) });
    big('asset.Orderscode/big', 262_144_001);
    expect(await verified(assembly)).toMatchObject({ verdict: 'fails anyway', ids: ['codeTooLarge'] });
  });

  test('SAM: globals count, and a role that SAM makes', async () => {
    const sam = (policies: unknown) => assemblyOf({
      Orders: {
        resource: {
          Type: 'AWS::Serverless::Function',
          Properties: { Handler: 'index.handler', InlineCode: 'exports.handler = async () => 1;', Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER } }, Layers: [{ Ref: 'OrdersLayer' }], Tracing: 'Active', Policies: policies },
        },
      },
    });
    const assembly = sam(undefined);
    const template = JSON.parse(readFileSync(join(assembly, 'Shop.template.json'), 'utf8'));
    writeFileSync(join(assembly, 'Shop.template.json'), JSON.stringify({ ...template, Globals: { Function: { Runtime: 'nodejs22.x' } } }));
    expect(await verified(assembly)).toMatchObject({ verdict: 'static only', ids: [], all: { functions: [{ runtime: 'nodejs22.x' }] } });
  });
});

describe('what is not run here says why', () => {
  test.each<[what: string, why: RegExp, sketch: Sketch, args: string[]]>([
    ['another language', /^python3\.13 is not run here$/, { runtime: 'python3.13', handler: 'app.handler', code: { 'app.py': '' } }, []],
    ['a container image', /^a container image is not run here$/, { properties: { PackageType: 'Image', Code: { ImageUri: 'x' }, Handler: undefined, Runtime: undefined } }, []],
    ['a Node.js that nobody has', /^nodejs16\.x is not run here$/, { runtime: 'nodejs16.x' }, []],
    ['code in a bucket', /its code is own\.zip in a bucket/, { properties: { Code: { S3Bucket: 'own', S3Key: 'own.zip' } } }, []],
    ['a published layer', /^layer vendor is not in the assembly: pass it with --layer vendor=/, { properties: { Layers: ['arn:aws:lambda:eu-central-1:1:layer:vendor:7'] } }, []],
  ])('%s', async (_, why, sketch) => {
    expect(await verified(assemblyOf({ Orders: sketch }))).toMatchObject({ exitCode: 0, verdict: 'static only', why: expect.stringMatching(why) });
  });

  test('a published layer that is given is looked into', async () => {
    const given = assemblyOf({ Other: {} });
    const assembly = assemblyOf({ Orders: { properties: { Layers: ['arn:aws:lambda:eu-central-1:1:layer:vendor:7'] } } });
    expect(await verified(assembly, '--layer', `vendor=${join(given, 'asset.Otherlayer')}`)).toMatchObject({ why: 'as --static asks', ids: [] });
    expect(await verified(assembly, '--layer', `vendor=${join(given, 'asset.Othercode')}`)).toMatchObject({ verdict: 'broken', ids: ['wrapperMissing'] });
  });

  test('a function that is not traced is looked at, and not blamed', async () => {
    const assembly = assemblyOf({ Orders: { report: { status: 'excluded', changes: undefined, level: 'NONE' }, code: { 'app.js': '' } } });
    expect(await verified(assembly)).toMatchObject({ exitCode: 0, verdict: 'not traced', ids: ['handlerMissing'] });
  });
});

describe('an assembly that is not as it should be', () => {
  const breakIt: ReadonlyArray<[what: string, how: (assembly: string) => void, message: RegExp]> = [
    ['missing', (assembly) => rmSync(assembly, { recursive: true }), /does not exist/],
    ['without a report: foreign', (assembly) => rmSync(join(assembly, 'lambda-tracing.json')), /lambda-tracing\.json: it does not exist/],
    ['of a newer version', (assembly) => writeFileSync(join(assembly, 'lambda-tracing.json'), '{"version": 99}'), /has version 99, and this command knows/],
    ['half-written: no manifest', (assembly) => rmSync(join(assembly, 'manifest.json')), /manifest\.json: it does not exist/],
    ['half-written: a manifest that breaks off', (assembly) => writeFileSync(join(assembly, 'manifest.json'), '{"version": "54'), /manifest\.json is not complete JSON/],
    ['half-written: a template that breaks off', (assembly) => writeFileSync(join(assembly, 'Shop.template.json'), '{"Resources": {'), /Shop\.template\.json is not complete JSON/],
    ['half-written: an asset manifest that breaks off', (assembly) => writeFileSync(join(assembly, 'Shop.assets.json'), '{"files'), /Shop\.assets\.json is not complete JSON/],
    ['tampered: a function only the report has', (assembly) => writeFileSync(join(assembly, 'lambda-tracing.json'), JSON.stringify(reportOf([reported({ path: 'Shop/Gone/Resource', logicalId: 'Gone' })]))), /Shop\/Gone\/Resource is in the report and in no template/],
    ['a manifest of something else', (assembly) => writeFileSync(join(assembly, 'manifest.json'), '[]'), /holds no object/],
  ];

  test.each(breakIt)('%s: exit code 3, in a line', async (_, how, message) => {
    const assembly = assemblyOf({ Orders: {} });
    how(assembly);
    const { exitCode, out, note } = await cli('verify', assembly, '--static');
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(note).toMatch(message);
    expect(note).not.toMatch(/\n\s+at /);
  });

  test('tampered: a function that only the templates have', async () => {
    const assembly = assemblyOf({ Orders: {} });
    writeFileSync(join(assembly, 'lambda-tracing.json'), JSON.stringify(reportOf([])));
    expect(await verified(assembly)).toMatchObject({ exitCode: 1, verdict: 'broken', ids: ['notInReport'] });
  });

  test.each<[what: string, how: (assembly: string, sourcePath: (path: string) => void) => void, why: RegExp]>([
    ['a path out of the assembly', (_, set) => set('../../../etc'), /lies outside the assembly/],
    ['an absolute path', (_, set) => set('/etc'), /lies outside the assembly; is asset staging switched off\?/],
    ['a folder that is not there', (_, set) => set('asset.gone'), /is not in the assembly/],
    ['a symbolic link out of the assembly', (assembly, set) => { symlinkSync('/etc', join(assembly, 'asset.link')); set('asset.link'); }, /is a symbolic link that leads out of the assembly/],
    ['a symbolic link out of the asset', (assembly) => symlinkSync('/etc/passwd', join(assembly, 'asset.Orderscode/passwd')), /passwd is a symbolic link that leads nowhere, or out of it/],
    ['a symbolic link to another asset', (assembly) => symlinkSync('../asset.Orderslayer', join(assembly, 'asset.Orderscode/layer')), /layer is a symbolic link/],
    ['an archive that is none', (assembly, set) => { writeFileSync(join(assembly, 'asset.zip'), 'no archive'); set('asset.zip'); }, /no complete zip file/],
  ])('%s instead of its code: not followed', async (_, how, why) => {
    const assembly = assemblyOf({ Orders: {} });
    how(assembly, (path) => {
      const manifest = JSON.parse(readFileSync(join(assembly, 'Shop.assets.json'), 'utf8'));
      manifest.files.Orderscode.source.path = path;
      writeFileSync(join(assembly, 'Shop.assets.json'), JSON.stringify(manifest));
    });
    expect(await verified(assembly)).toMatchObject({ exitCode: 0, verdict: 'fails anyway', ids: ['codeUnfit'], why: expect.stringMatching(why) });
  });

  test('links inside an asset are as good as files, as package managers make them', async () => {
    const assembly = assemblyOf({ Orders: { code: { 'lib/index.js': 'exports.handler = async () => 1;' } } });
    symlinkSync('lib/index.js', join(assembly, 'asset.Orderscode/index.js'));
    mkdirSync(join(assembly, 'asset.Orderscode/node_modules'));
    symlinkSync('../lib', join(assembly, 'asset.Orderscode/node_modules/lib'));
    expect(await verified(assembly)).toMatchObject({ verdict: 'static only', ids: [] });
  });
});

describe('the command line', () => {
  test.each<[args: string[], message: RegExp]>([
    [['--layer', 'vendor'], /it must be the name of a layer, = and/],
    [['--layer', 'nobody=/tmp'], /no function has a layer nobody; there are tracer/],
    [['--node', '22'], /it must be 18, 20, 22 or 24/],
    [['--node', '22=/nowhere/node'], /is no Node\.js that can be run/],
    [['--jobs', '0'], /whole number from 1 on/],
    [['--format', 'yaml'], /Allowed choices are text, json, junit/],
  ])('%j is refused', async (args, message) => {
    const { exitCode, note } = await cli('verify', assemblyOf({ Orders: {} }), '--static', ...args);
    expect(exitCode).toBe(2);
    expect(note).toMatch(message);
  });

  test('an event that names no function is refused: it would be left out in silence', async () => {
    const assembly = assemblyOf({ Orders: {} }, { 'events/Ordres.json': {} });
    const { exitCode, note } = await cli('verify', assembly, '--static', '--invoke', join(assembly, 'events'));
    expect({ exitCode, note }).toEqual({ exitCode: 2, note: expect.stringMatching(/Ordres\.json names no function of the assembly/) });
  });

  test('text and JUnit tell the same', async () => {
    const assembly = assemblyOf({ Orders: {}, Stock: { role: {} }, Web: { report: { status: 'skipped', changes: undefined } } });
    const text = await cli('verify', assembly, '--static');
    expect(text.exitCode).toBe(1);
    expect(text.out).toMatch(/^Shop\/Stock +nodejs22\.x +broken$/m);
    expect(text.out).toMatch(/\n3 functions: 1 broken, 1 static only, 1 not traced\n$/);
    const junit = await cli('verify', assembly, '--static', '--format', 'junit');
    expect(junit.out).toContain('tests="3" failures="1" errors="0" skipped="2"');
  });
});
