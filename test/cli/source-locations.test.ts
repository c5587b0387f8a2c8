import { symlinkSync } from 'fs';
import { join } from 'path';
import ts from 'typescript';
import { folderWith } from './assembly';
import { sourceLocations } from '../../cli/assembly/source-locations';

const stack = (...data: unknown[]) => [{ type: 'aws:cdk:logicalId', data: 'X' }, { type: 'aws:cdk:creationStack', data }];

test('the first frame in the user\'s own code', () => {
  const assembly = folderWith({
    'Shop.metadata.json': {
      '/Shop/One': stack('...new Function2 in aws-cdk-lib...', 'new Orders (/app/stacks/orders.ts:22:20)', 'shop (/app/shop.ts:1:1)'),
      '/Shop/Bare': stack('/app/shop.js:6:17'),
      '/Shop/Url': stack('new Shop (file:///app/shop.mjs:8:10)'),
      '/Shop/Package': stack('x (/app/node_modules/x/index.js:1:1)', 'y (/elsewhere/y.js:1:1)', 'z (/apple/z.js:1:1)', 'relative (src/x.ts:1:1)'),
      '/Shop/None': stack('(no user code in 10 frames, use --stack-trace-limit to capture more)', 5, null),
    },
    'assembly-Prod/Deep.metadata.json': { '/Prod/Fn': stack('f (/app/a (b)/x.ts:3:4)', 'g (/app/g.ts:5:6)') },
    'Half.metadata.json': '{ "/Shop/Half": ',
    'Odd.metadata.json': { '/Shop/Odd': 'x', '/Shop/Null': [null, { type: 'aws:cdk:creationStack', data: 'x' }] },
    'Null.metadata.json': 'null',
  });

  expect(Object.fromEntries(sourceLocations(assembly, '/app'))).toEqual({
    'Shop/One': { file: 'stacks/orders.ts', line: 22, column: 20 },
    'Shop/Bare': { file: 'shop.js', line: 6, column: 17 },
    'Shop/Url': { file: 'shop.mjs', line: 8, column: 10 },
    'Prod/Fn': { file: 'g.ts', line: 5, column: 6 },
  });
});

test('Python says no columns, and its packages are no code of the user\'s', () => {
  const assembly = folderWith({
    'Shop.metadata.json': {
      '/Shop/Fn': stack('...jsii runtime...', '(no user code in 10 frames, use --stack-trace-limit to capture more)', 'new (/app/.venv/lib/python3.13/site-packages/x/y.py:1)', 'fn (/app/app.py:7)', '<module> (/app/app.py:12)'),
    },
  });

  expect(Object.fromEntries(sourceLocations(assembly, '/app'))).toEqual({ 'Shop/Fn': { file: 'app.py', line: 7 } });
});

describe('a compiled file with a source map', () => {
  const SOURCE = 'interface Props { readonly name: string }\n\nexport function make({ name }: Props): void {\n  console.log(\'made\', name);\n}\n';

  /** Where the call in the compiled file, line 5 and column 5, was written. */
  function placeIn(options: ts.CompilerOptions, move: (files: { [path: string]: string }) => void = () => {}) {
    const { outputText, sourceMapText } = ts.transpileModule(SOURCE, { fileName: '../src/app.ts', compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, ...options } });
    const files: { [path: string]: string } = { 'src/app.ts': SOURCE, 'dist/app.js': outputText, 'dist/app.js.map': (sourceMapText ?? '').replace('"app.ts"', '"../src/app.ts"') };
    move(files);
    const folder = folderWith(files);
    const line = outputText.split('\n').findIndex((text) => text.includes('console')) + 1;
    const assembly = folderWith({ 'Shop.metadata.json': { '/Shop/Fn': stack(`make (${folder}/dist/app.js:${line}:5)`) } });
    return { place: sourceLocations(assembly, folder).get('Shop/Fn'), compiled: { file: 'dist/app.js', line, column: 5 }, folder };
  }

  const written = { file: 'src/app.ts', line: 4, column: 3 };

  test('is named by what it was made from', () => {
    expect(placeIn({ sourceMap: true }).place).toEqual(written);
  });

  test('where the map is in the file', () => {
    const { place } = placeIn({ inlineSourceMap: true }, (files) => {
      files['dist/app.js'] = files['dist/app.js'].replace(/base64,(.*)$/m, (_, map) => `base64,${Buffer.from(Buffer.from(map, 'base64').toString().replace(/"[^"]*app.ts"/, '"../src/app.ts"')).toString('base64')}`);
    });

    expect(place).toEqual(written);
  });

  test('where the map has a root for its sources', () => {
    expect(placeIn({ sourceMap: true }, (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace('../src/', '').replace(/"sourceRoot":"[^"]*"/, '"sourceRoot":"../src"'); }).place).toEqual(written);
  });

  test.each<[string, (files: { [path: string]: string }) => void]>([
    ['the map is not there', (files) => { delete files['dist/app.js.map']; }],
    ['the map is half written', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].slice(0, 50); }],
    ['the map is none', (files) => { files['dist/app.js.map'] = '{ "mappings": 5 }'; }],
    ['the source is not there', (files) => { delete files['src/app.ts']; }],
    ['the source is a bundler\'s name', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace('../src/app.ts', 'webpack://app/src/app.ts'); }],
    ['the source is outside', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace('../src/app.ts', '../../../../../etc/passwd'); }],
    ['the map has no name for the source', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace('"../src/app.ts"', 'null'); }],
    ['the source is on another machine', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace('../src/app.ts', 'file://host/x.ts'); }],
    ['the root of its sources is none', (files) => { files['dist/app.js.map'] = files['dist/app.js.map'].replace(/"sourceRoot":"[^"]*"/, '"sourceRoot":5'); }],
    ['the map is outside', (files) => { files['dist/app.js'] = files['dist/app.js'].replace('app.js.map', '../../../../../etc/passwd'); }],
  ])('keeps its own name where %s', (_, move) => {
    const { place, compiled } = placeIn({ sourceMap: true }, move);

    expect(place).toEqual(compiled);
  });

  test('is not read through a link that leads out', () => {
    const outside = folderWith({ 'app.js.map': '{"version":3,"sources":["../src/app.ts"],"mappings":"AAAA;AAAA;AAAA;AAAA;AAAA"}' });
    const folder = folderWith({ 'src/app.ts': SOURCE, 'dist/app.js': '\n\n//# sourceMappingURL=app.js.map\n' });
    symlinkSync(join(outside, 'app.js.map'), join(folder, 'dist/app.js.map'));
    const assembly = folderWith({ 'Shop.metadata.json': { '/Shop/Fn': stack(`make (${folder}/dist/app.js:1:1)`) } });

    expect(sourceLocations(assembly, folder).get('Shop/Fn')).toEqual({ file: 'dist/app.js', line: 1, column: 1 });
  });
});
