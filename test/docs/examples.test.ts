import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const EXPORTED = [...readFileSync(join(ROOT, 'src', 'index.ts'), 'utf8').matchAll(/export (?:\{([^}]*)\}|\* as (\w+))/g)].flatMap(([, names, name]) => (names ?? name).split(',').map((each) => each.trim()).filter((each) => each !== ''));
const PREAMBLE = readFileSync(join(__dirname, 'preamble.txt'), 'utf8')
  .replace('/* everything that the package exports */', `import { ${EXPORTED.join(', ')} } from 'cdk-lambda-tracing';`);

interface Block {
  /** Named as its page and the line it begins at: that is what is shown where it does not compile. */
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

/** Every block that is marked as TypeScript. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length + 1;
    const code = /^import /m.test(match[1]) ? match[1] : `${PREAMBLE}\n${match[1]}`;
    return { name: `${page}:${line}`, file: join(__dirname, `${page.replace(/\W/g, '-')}-${line}.example.ts`), code: `${code}\nexport {};\n` };
  });
}

/** Compiles all blocks as one program, each a module of its own; what is wrong, by block. */
function errorsIn(blocks: readonly Block[]): ReadonlyMap<string, string[]> {
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'test', 'tsconfig.json'), { noUnusedLocals: false, noUnusedParameters: false, noImplicitReturns: false, isolatedModules: false }, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => { throw new Error(String(messageText)); },
  })!;
  const sources = new Map(blocks.map(({ file, code }) => [file, code]));
  const host = ts.createCompilerHost(config.options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => (sources.has(file) ? ts.createSourceFile(file, sources.get(file)!, rest[0]) : getSourceFile(file, ...rest));
  const program = ts.createProgram([...sources.keys()], config.options, host);
  return new Map(blocks.map(({ file }) => {
    const source = program.getSourceFile(file)!;
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return [file, diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
  }));
}

const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
const blocks = pages.flatMap(blocksOf);
const wrong: Block = { name: 'wrong', file: join(__dirname, 'wrong.example.ts'), code: `${PREAMBLE}\nLambdaTracing.of(app).add(new XRayProvider({ wrong: true }));` };
let errors: ReadonlyMap<string, string[]>;

beforeAll(() => { errors = errorsIn([...blocks, wrong]); }, 240_000);

test('there are blocks to compile', () => {
  expect(blocks.filter(({ name }) => name.startsWith('README.md')).length).toBeGreaterThanOrEqual(6);
});

test.each(blocks)('$name compiles', ({ file }) => {
  expect(errors.get(file)).toEqual([]);
});

test('a block that does not compile would be found', () => {
  expect(errors.get(wrong.file)).toEqual([expect.stringContaining('Expected 0 arguments')]);
});
