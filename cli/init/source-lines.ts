import type { Language } from './app-facts';

const NAMES = 'LambdaTracing, OpenTelemetryProvider';

/** How a language says it. */
interface Spelling {
  /** The app's variable. */
  readonly app: RegExp;
  readonly importLine: (file: string, source: string) => string;
  /** Lines after which an import may stand. */
  readonly imports: RegExp;
  readonly call: (app: string, source: string) => string;
}

const NODE: Spelling = {
  app: /^(?:export\s+)?(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*new\s+(?:[\w.]+\.)?App\s*\(/gm,
  imports: /^(?:import\s[^;]*?from\s*['"][^'"\n]+['"]|import\s*['"][^'"\n]+['"]|(?:const|let|var)\s[^;=]*=\s*require\(['"][^'"\n]+['"]\))[^\n]*(?:\n|$)/gm,
  importLine: (file, source) => {
    const quote = /from\s*"|require\("/.test(source) ? '"' : '\'';
    const end = endOf(source);
    return isModule(file, source) ? `import { ${NAMES} } from ${quote}cdk-lambda-tracing${quote}${end}` : `const { ${NAMES} } = require(${quote}cdk-lambda-tracing${quote})${end}`;
  },
  call: (app, source) => `LambdaTracing.of(${app}).add(new OpenTelemetryProvider())${endOf(source)}`,
};

const PYTHON: Spelling = {
  app: /^(\w+)\s*=\s*(?:[\w.]+\.)?App\s*\(/gm,
  imports: /^(?:import\s+[^\n]+|from\s+\S+\s+import\s+(?:\([^)]*\)|[^\n]+))(?:\n|$)/gm,
  importLine: () => `from cdk_lambda_tracing import ${NAMES}`,
  call: (app) => `LambdaTracing.of(${app}).add(OpenTelemetryProvider())`,
};

const SPELLINGS: { readonly [language in Language]?: Spelling } = { TypeScript: NODE, JavaScript: NODE, Python: PYTHON };

/** What a compiler or a bundler leaves in what it writes. */
const COMPILED = /^Object\.defineProperty\(exports, "__esModule"|^\/\/# sourceMappingURL=/m;

/**
 * A source file with tracing: one import behind the others, one call before the app is synthesized.
 *
 * @returns nothing where it is not plain which variable is the app
 */
export function tracedSource(language: Language, file: string, source: string): string | undefined {
  const spelling = SPELLINGS[language];
  if (spelling === undefined || COMPILED.test(source)) { return undefined; }
  const { app, imports, importLine, call } = spelling;
  const text = source.replace(/\r\n/g, '\n');
  const apps = [...text.matchAll(app)];
  const lastImport = [...text.matchAll(imports)].filter(({ index }) => index < (apps[0]?.index ?? 0)).at(-1);
  if (apps.length !== 1 || lastImport === undefined) { return undefined; }
  const [, name] = apps[0];
  const synth = [...text.matchAll(new RegExp(`^${name}\\.synth\\(`, 'gm'))].at(-1);
  // Where the app is synthesized in another place than at the margin, or twice, nothing is known of what comes before it.
  if (synth === undefined && new RegExp(`\\b${name}\\.synth\\(`).test(text)) { return undefined; }
  const importEnd = lastImport.index + lastImport[0].length;
  const body = text.slice(importEnd, synth?.index);
  const ending = body === '' || body.endsWith('\n') ? '' : '\n';
  const before = text.slice(0, importEnd);
  const result = `${before}${before.endsWith('\n') ? '' : '\n'}${importLine(file, text)}\n${body}${ending}${call(name, text)}\n${synth === undefined ? '' : text.slice(synth.index)}`;
  return source.includes('\r\n') ? result.replace(/\n/g, '\r\n') : result;
}

/** By what the file does: with TypeScript it is `import` whatever becomes of it. */
function isModule(file: string, source: string): boolean {
  return /\.m?ts$|\.mjs$/.test(file) || /^import\s/m.test(source);
}

/** Who leaves semicolons out leaves them out. */
function endOf(source: string): string {
  const lines = source.split('\n').filter((line) => /^(import|const|new)\b/.test(line) && /['")]\s*;?$/.test(line.trimEnd()));
  return lines.length > 0 && !lines.some((line) => line.trimEnd().endsWith(';')) ? '' : ';';
}
