import fs, { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import fc from 'fast-check';
import { folderWith } from './assembly';
import { hunksBetween, linesOf, unifiedDiff } from '../../cli/init/line-diff';
import { run } from '../../cli/program';

const RECORD = '.lambda-tracing-init.json';
const PACKAGE_JSON = '{\n  "name": "shop",\n  "dependencies": {\n    "aws-cdk-lib": "^2.262.0",\n    "constructs": "^10.0.0"\n  }\n}\n';

const TYPESCRIPT = {
  'cdk.json': '{\n  "app": "npx tsx bin/shop.ts",\n  "context": {}\n}\n',
  'package.json': PACKAGE_JSON,
  'bin/shop.ts': '#!/usr/bin/env node\nimport * as cdk from \'aws-cdk-lib\';\nimport {\n  Shop,\n} from \'../lib/shop\';\n\nconst app = new cdk.App();\nnew Shop(app, \'Shop\', {\n  // none\n});\n',
};
const JAVASCRIPT = {
  'cdk.json': '{"app":"node app.js"}',
  'package.json': PACKAGE_JSON,
  'app.js': 'const { App, Stack } = require("aws-cdk-lib")\nconst app = new App()\nnew Stack(app, "Shop")\napp.synth()\n',
};
const PYTHON = {
  'cdk.json': '{ "app": "python3 app.py" }',
  'requirements.txt': 'aws-cdk-lib==2.262.0\nconstructs>=10.0.0,<11.0.0',
  'app.py': '#!/usr/bin/env python3\nimport os\n\nimport aws_cdk as cdk\nfrom shop.stack import (\n    Shop,\n)\n\n\napp = cdk.App()\nShop(app, "Shop")\n\napp.synth()\n',
};
const JAVA = { 'cdk.json': '{\n  "app": "mvn -e -q compile exec:java"\n}\n', 'pom.xml': '<project/>' };

async function init(folder: string, args: readonly string[], answer?: string) {
  const printed = { out: '', note: '' };
  const output = { out: (text: string) => { printed.out += text; }, note: (text: string) => { printed.note += text; }, ask: async () => answer };
  const exitCode = await run(['init', folder, ...args], '1.2.3', output);
  return { exitCode, ...printed };
}

/** Every file of a folder with its content. */
function contentOf(folder: string): { [file: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]).sort());
}

test('TypeScript: one import behind the others, one call at the end, one dependency', async () => {
  const folder = folderWith(TYPESCRIPT);
  const { exitCode, note } = await init(folder, ['--yes']);

  expect(exitCode).toBe(0);
  expect(note).toMatch(/^TypeScript, aws-cdk-lib \^2\.262\.0, npm; by a line of code\n/);
  expect(readFileSync(join(folder, 'bin/shop.ts'), 'utf8')).toBe('#!/usr/bin/env node\nimport * as cdk from \'aws-cdk-lib\';\nimport {\n  Shop,\n} from \'../lib/shop\';\n'
    + 'import { LambdaTracing, OpenTelemetryProvider } from \'cdk-lambda-tracing\';\n\nconst app = new cdk.App();\nnew Shop(app, \'Shop\', {\n  // none\n});\n'
    + 'LambdaTracing.of(app).add(new OpenTelemetryProvider());\n');
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(PACKAGE_JSON.replace('"^10.0.0"\n', '"^10.0.0",\n    "cdk-lambda-tracing": "^1.2.3"\n'));
});

test('JavaScript: as the file does it, without semicolons, before the app is synthesized', async () => {
  const folder = folderWith(JAVASCRIPT);
  await init(folder, ['--yes']);

  expect(readFileSync(join(folder, 'app.js'), 'utf8')).toBe('const { App, Stack } = require("aws-cdk-lib")\nconst { LambdaTracing, OpenTelemetryProvider } = require("cdk-lambda-tracing")\n'
    + 'const app = new App()\nnew Stack(app, "Shop")\nLambdaTracing.of(app).add(new OpenTelemetryProvider())\napp.synth()\n');
});

test('Python: in the file and in requirements.txt', async () => {
  const folder = folderWith(PYTHON);
  await init(folder, ['--yes']);

  expect(readFileSync(join(folder, 'app.py'), 'utf8')).toBe(PYTHON['app.py'].replace('    Shop,\n)\n', '    Shop,\n)\nfrom cdk_lambda_tracing import LambdaTracing, OpenTelemetryProvider\n')
    .replace('app.synth()', 'LambdaTracing.of(app).add(OpenTelemetryProvider())\napp.synth()'));
  expect(readFileSync(join(folder, 'requirements.txt'), 'utf8')).toBe(`${PYTHON['requirements.txt']}\ncdk-lambda-tracing>=1.2.3\n`);
});

test('another language: by the command in cdk.json', async () => {
  const folder = folderWith(JAVA);
  const { note } = await init(folder, ['--yes']);

  expect(note).toContain('without code, by cdk.json');
  expect(JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'))).toEqual({ app: 'NODE_OPTIONS="$NODE_OPTIONS --require cdk-lambda-tracing/auto" mvn -e -q compile exec:java' });
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual({ private: true, devDependencies: { 'cdk-lambda-tracing': '^1.2.3' } });
});

/** What `cdk init app` writes, as far as it matters. */
const MADE: [string, { readonly [file: string]: string }, RegExp, string][] = [
  ['TypeScript', { ...TYPESCRIPT, 'cdk.json': '{"app":"npx tsc && npx tsx bin/shop.ts"}' }, /^TypeScript, aws-cdk-lib \^2\.262\.0, npm; by a line of code/, 'npx tsc && npx tsx bin/shop.ts'],
  ['TypeScript, compiled beside its source', { ...TYPESCRIPT, 'cdk.json': '{"app":"npx tsc && node bin/shop.js"}', 'bin/shop.js': '' }, /^TypeScript.* by a line of code/, 'npx tsc && node bin/shop.js'],
  ['TypeScript, compiled elsewhere', { ...TYPESCRIPT, 'cdk.json': '{"app":"tsc && node dist/shop.js"}', 'dist/shop.js': 'Object.defineProperty(exports, "__esModule", { value: true });\nconst cdk = require("aws-cdk-lib");\nconst app = new cdk.App();\n' }, /; without code/, 'export AUTO; tsc && node dist/shop.js'],
  ['Java', { ...JAVA, 'pom.xml': '<cdk.version>[2.275.0,3.0.0)</cdk.version>' }, /^Java, aws-cdk-lib \[2\.275\.0,3\.0\.0\), npm; without code/, 'AUTO mvn -e -q compile exec:java'],
  ['Java by Gradle', { 'cdk.json': '{"app":"./gradlew run"}', 'build.gradle': 'implementation "software.amazon.awscdk:aws-cdk-lib:2.262.0"' }, /^Java, aws-cdk-lib 2\.262\.0/, 'AUTO ./gradlew run'],
  ['C#', { 'cdk.json': '{"app":"dotnet run --project src/Shop/Shop.csproj"}', 'src/Shop/Shop.csproj': '<PackageReference Include="Amazon.CDK.Lib" Version="2.262.0" />' }, /^C#, aws-cdk-lib 2\.262\.0/, 'AUTO dotnet run --project src/Shop/Shop.csproj'],
  ['Go, in two commands', { 'cdk.json': '{"app":"go mod download && go run shop.go"}', 'go.mod': 'github.com/aws/aws-cdk-go/awscdk/v2 v2.275.0', 'shop.go': '' }, /^Go, aws-cdk-lib 2\.275\.0/, 'export AUTO; go mod download && go run shop.go'],
  ['Python as a module', { ...PYTHON, 'cdk.json': '{"app":"python3 -m shop.app"}', 'shop/app.py': PYTHON['app.py'] }, /^Python, aws-cdk-lib 2\.262\.0, pip; by a line of code/, 'python3 -m shop.app'],
  ['Python by uv', { 'cdk.json': '{"app":"uv run app.py"}', 'app.py': PYTHON['app.py'], 'pyproject.toml': '[project]\ndependencies = ["aws-cdk-lib==2.262.0"]\n[tool.uv]\n' }, /^Python, aws-cdk-lib 2\.262\.0, uv; by a line of code/, 'uv run app.py'],
  ['a language of the future', { 'cdk.json': '{"app":"cobol run"}' }, /^another language, aws-cdk-lib \(version not known\)/, 'AUTO cobol run'],
];

test('C#: the project is looked for in the app\'s own folders, and where one cannot be read in the others', async () => {
  const project = (version: string) => `<PackageReference Include="Amazon.CDK.Lib" Version="${version}" />`;
  const others = ['.git', 'bin', 'node_modules/x', 'locked', 'obj'].map((name) => [`${name}/Other.csproj`, project('1.0.0')]);
  const folder = folderWith({ 'cdk.json': '{"app":"dotnet run --project src/Shop/Shop.csproj"}', 'src/Shop/Shop.csproj': project('2.262.0'), ...Object.fromEntries(others) });
  const { readdirSync: real } = fs;
  const asked: string[] = [];
  // Root may read everything, so a folder that cannot be read has to be played.
  jest.spyOn(fs, 'readdirSync').mockImplementation(((place: string, ...more: [any]) => {
    asked.push(relative(folder, place));
    if (place.endsWith('locked')) { throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }); }
    return real(place, ...more);
  }) as never);
  const { note } = await init(folder, []).finally(() => jest.restoreAllMocks());

  expect(note).toMatch(/^C#, aws-cdk-lib 2\.262\.0/);
  expect(asked).toEqual(expect.arrayContaining(['', 'locked', 'src', 'src/Shop']));
});

test.each(MADE)('%s: told by its command', async (_, files, note, app) => {
  const folder = folderWith(files);
  const done = await init(folder, ['--yes']);

  expect(done).toMatchObject({ exitCode: 0, note: expect.stringMatching(note) });
  expect(JSON.parse(contentOf(folder)['cdk.json'])).toEqual({ app: app.replace('AUTO', 'NODE_OPTIONS="$NODE_OPTIONS --require cdk-lambda-tracing/auto"') });
  expect((await init(folder, ['--undo', '--yes'])).exitCode).toBe(0);
  expect(contentOf(folder)).toEqual(contentOf(folderWith(files)));
});

test.each<[string, string, { readonly [file: string]: string }, RegExp]>([
  ['by code, a dependency of the workspace is left to it', 'code', { 'pnpm-lock.yaml': '', 'package.json': PACKAGE_JSON }, /pnpm; by a line of code[^]*dependencies: those of \.\.\/\.\.\/package\.json[^]*next: pnpm add cdk-lambda-tracing,/],
  ['without code too', 'auto', { 'yarn.lock': '', 'package.json': PACKAGE_JSON }, /yarn; without code[^]*next: yarn add cdk-lambda-tracing,/],
  ['what package.json says of its manager wins', 'code', { 'package-lock.json': '', 'package.json': '{ "packageManager": "bun@1.2.0" }' }, /bun; by a line of code[^]*next: bun add/],
])('an app in a folder of a workspace: %s', async (_, way, above, note) => {
  const { 'package.json': own, ...app } = TYPESCRIPT;
  expect(own).toBeDefined();
  const folder = folderWith({ '.git/HEAD': '', ...above, ...Object.fromEntries(Object.entries(app).map(([file, text]) => [`apps/infra/${file}`, text])) });
  const done = await init(join(folder, 'apps/infra'), ['--yes', '--way', way]);

  expect(done).toMatchObject({ exitCode: 0, note: expect.stringMatching(note) });
  expect(existsSync(join(folder, 'apps/infra/package.json'))).toBe(false);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(above['package.json']);
});

test.each<[string, { readonly [file: string]: string }, string]>([
  ['package.json', { ...TYPESCRIPT, 'package.json': '{ "devDependencies": { "cdk-lambda-tracing": "^1.0.0" } }' }, 'next: npm install,'],
  ['requirements.txt', { ...PYTHON, 'requirements.txt': 'cdk_lambda_tracing==1.0.0\n' }, 'next: pip install -r requirements.txt,'],
])('a dependency that is in %s already stays as it is', async (file, files, next) => {
  const folder = folderWith(files);
  const { note } = await init(folder, ['--yes']);

  expect(note).toContain(next);
  expect(contentOf(folder)[file]).toBe(files[file]);
});

test.each<[string, { readonly [file: string]: string }, string]>([
  ['no requirements.txt', { 'cdk.json': PYTHON['cdk.json'], 'app.py': PYTHON['app.py'] }, 'pip install cdk-lambda-tracing'],
  ['Poetry', { ...PYTHON, 'pyproject.toml': '[tool.poetry]\n' }, 'poetry add cdk-lambda-tracing'],
  ['Pipenv', { ...PYTHON, Pipfile: '' }, 'pipenv install cdk-lambda-tracing'],
])('Python with %s: the command that adds the dependency is said', async (_, files, command) => {
  const { note } = await init(folderWith(files), ['--yes']);
  expect(note).toContain('note: cdk-lambda-tracing has to be among the app\'s dependencies\n');
  expect(note).toContain(`next: ${command}, then cdk synth`);
});

test.each([
  ['two apps', 'import { App } from \'aws-cdk-lib\';\nconst one = new App();\nconst two = new App();\n'],
  ['an app in a function', 'import { App } from \'aws-cdk-lib\';\nfunction make() {\n  const app = new App();\n  app.synth();\n}\nmake();\n'],
  ['an app that is synthesized in a function', 'import { App } from \'aws-cdk-lib\';\nconst app = new App();\nasync function main() {\n  app.synth();\n}\n'],
])('%s: by cdk.json, or not at all where code is wanted', async (_, source) => {
  const folder = folderWith({ ...TYPESCRIPT, 'bin/shop.ts': source });
  const before = contentOf(folder);
  const refused = await init(folder, ['--yes', '--way', 'code']);

  expect(refused.exitCode).toBe(3);
  expect(refused.note).toContain('bin/shop.ts cannot be changed safely');
  expect(contentOf(folder)).toEqual(before);
  await init(folder, ['--yes']);
  expect(contentOf(folder)['bin/shop.ts']).toBe(source);
  expect(contentOf(folder)['cdk.json']).toContain('--require cdk-lambda-tracing/auto');
});

const APPS: [string, { readonly [file: string]: string }][] = [
  ['TypeScript', TYPESCRIPT], ['JavaScript', JAVASCRIPT], ['Python', PYTHON], ['Java', JAVA],
  ['TypeScript with Windows line ends', Object.fromEntries(Object.entries(TYPESCRIPT).map(([file, text]) => [file, text.replace(/\n/g, '\r\n')]))],
];

test.each(APPS)('%s: undone, every byte is as it was', async (_, files) => {
  const folder = folderWith(files);
  await init(folder, ['--yes']);
  expect(contentOf(folder)).not.toEqual(contentOf(folderWith(files)));
  expect((await init(folder, ['--undo', '--yes'])).exitCode).toBe(0);
  expect(contentOf(folder)).toEqual(contentOf(folderWith(files)));
});

test.each(APPS)('%s: what others have changed since stays', async (_, files) => {
  const folder = folderWith(files);
  await init(folder, ['--yes']);
  const [file] = Object.keys(files);
  const changed = (name: string, text: string) => writeFileSync(join(folder, name), name === file ? `\n\n${text}` : text);
  Object.entries(contentOf(folder)).filter(([name]) => name !== RECORD).forEach(([name, text]) => changed(name, text));
  await init(folder, ['--undo', '--yes']);
  expect(contentOf(folder)).toEqual({ ...contentOf(folderWith(files)), [file]: `\n\n${files[file]}` });
});

test('nothing at all is undone where a touched line was changed since', async () => {
  const folder = folderWith(TYPESCRIPT);
  await init(folder, ['--yes']);
  writeFileSync(join(folder, 'bin/shop.ts'), readFileSync(join(folder, 'bin/shop.ts'), 'utf8').replace('new OpenTelemetryProvider()', 'new XRayProvider()'));
  const before = contentOf(folder);
  const { exitCode, note } = await init(folder, ['--undo', '--yes']);

  expect(exitCode).toBe(3);
  expect(note).toContain(`nothing is undone: bin/shop.ts was changed since, where init had changed it; undo it by hand, and remove ${RECORD}`);
  expect(contentOf(folder)).toEqual(before);
});

test.each<[string | undefined, boolean]>([['y', true], ['Yes', true], ['n', false], ['', false], [undefined, false]])('asked, and the answer is %j', async (answer, done) => {
  const folder = folderWith(TYPESCRIPT);
  const { exitCode, out, note } = await init(folder, [], answer);

  expect(exitCode).toBe(0);
  expect(out).toContain('+LambdaTracing.of(app).add(new OpenTelemetryProvider());\n');
  expect(existsSync(join(folder, RECORD))).toBe(done);
  expect(note.includes('nothing is changed')).toBe(!done);
  if (!done) { expect(contentOf(folder)).toEqual(contentOf(folderWith(TYPESCRIPT))); }
});

test('the diff is what happens', async () => {
  const folder = folderWith(JAVASCRIPT);
  const { out } = await init(folder, ['--yes']);
  const added = out.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++')).map((line) => line.slice(1));

  expect(added).toEqual([
    'const { LambdaTracing, OpenTelemetryProvider } = require("cdk-lambda-tracing")', 'LambdaTracing.of(app).add(new OpenTelemetryProvider())',
    '    "constructs": "^10.0.0",', '    "cdk-lambda-tracing": "^1.2.3"',
  ]);
  expect(out).toContain('--- app.js\n+++ app.js\n@@ -1,4 +1,6 @@\n');
});

test.each<[string, { readonly [file: string]: unknown }, string[], RegExp]>([
  ['no CDK app', {}, [], /cannot read .*cdk\.json: it does not exist; run it in the folder of a CDK app/],
  ['half a cdk.json', { 'cdk.json': '{' }, [], /cdk\.json: it is not complete JSON/],
  ['no command', { 'cdk.json': '{}' }, [], /its "app" is missing/],
  ['an old CDK', { ...PYTHON, 'requirements.txt': 'aws-cdk-lib==2.100.0\n' }, [], /uses aws-cdk-lib 2\.100\.0, and the oldest that works is 2\.262\.0/],
  ['an old CDK that is installed', { ...TYPESCRIPT, 'node_modules/aws-cdk-lib/package.json': '{"version":"2.200.1"}' }, [], /uses aws-cdk-lib 2\.200\.1/],
  ['tracing that is there', { ...TYPESCRIPT, 'bin/shop.ts': 'import \'cdk-lambda-tracing\';\n' }, [], /bin\/shop\.ts has cdk-lambda-tracing already/],
  ['tracing without code that is there', { ...JAVA, 'cdk.json': '{"app":"NODE_OPTIONS=\'--import cdk-lambda-tracing/auto\' mvn"}' }, [], /cdk\.json has cdk-lambda-tracing already/],
  ['a command with options for Node.js', { ...JAVA, 'cdk.json': '{"app":"NODE_OPTIONS=--max-old-space-size=4096 mvn"}' }, [], /the command in cdk\.json sets NODE_OPTIONS itself: add --require cdk-lambda-tracing\/auto to it/],
  ['code in a language that it is not written in', JAVA, ['--way', 'code'], /init writes code in TypeScript, JavaScript and Python, and the file of this app \(Java\) is not known/],
  ['half a package.json', { ...TYPESCRIPT, 'package.json': '{' }, [], /package\.json cannot be read/],
  ['an old CDK of Java', { ...JAVA, 'pom.xml': '<artifactId>aws-cdk-lib</artifactId>\n<version>2.100.0</version>' }, [], /uses aws-cdk-lib 2\.100\.0/],
  ['a run before', { ...TYPESCRIPT, [RECORD]: '{}' }, [], /says that init was run here; init --undo takes it back/],
  ['nothing to undo', TYPESCRIPT, ['--undo'], /there is nothing to undo: cannot read/],
  ['a record that is none', { ...TYPESCRIPT, [RECORD]: '{' }, ['--undo'], /is not complete JSON; undo it by hand/],
  ['a record of another version', { ...TYPESCRIPT, [RECORD]: '{"version":2,"files":[]}' }, ['--undo'], /is no record of this version's init/],
  ['a record that leads elsewhere', { ...TYPESCRIPT, [RECORD]: { version: 1, files: [{ file: '../../etc/passwd', made: 'x' }] } }, ['--undo'], /is no record of this version's init/],
  ['a file that has gone', { ...TYPESCRIPT, [RECORD]: { version: 1, files: [{ file: 'gone.ts', hunks: [] }] } }, ['--undo'], /gone\.ts is not there any more/],
])('%s is refused, and nothing is changed', async (_, files, args, message) => {
  const folder = folderWith(files);
  const before = contentOf(folder);
  const { exitCode, note } = await init(folder, ['--yes', ...args]);

  expect(note).toMatch(message);
  expect(exitCode).toBe(3);
  expect(contentOf(folder)).toEqual(before);
});

test('an entry outside of the folder is left alone', async () => {
  const folder = folderWith({ 'app/cdk.json': '{ "app": "node ../elsewhere.js" }', 'app/package.json': PACKAGE_JSON, 'elsewhere.js': JAVASCRIPT['app.js'] });
  await init(join(folder, 'app'), ['--yes']);
  expect(readFileSync(join(folder, 'elsewhere.js'), 'utf8')).toBe(JAVASCRIPT['app.js']);
});

test('hunks turn one text into the other, and back', () => {
  const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd\r\n'), { maxLength: 12 }).map((lines) => lines.join(''));
  fc.assert(fc.property(text, fc.oneof(text, text.map((whole) => whole.trimEnd())), (one, other) => {
    const [forth, back] = [linesOf(one), linesOf(other)];
    [...hunksBetween(one, other)].reverse().forEach(({ from, to, removed, added }) => {
      expect(forth.splice(from, removed.length, ...added)).toEqual(removed);
      expect(back.splice(to, added.length, ...removed)).toEqual(added);
    });
    expect([forth.join(''), back.join('')]).toEqual([other, one]);
    expect(unifiedDiff('f', one, other).split('\n').filter((line) => /^\+(?!\+\+)/.test(line))).toHaveLength(hunksBetween(one, other).reduce((sum, { added }) => sum + added.length, 0));
  }));
});
