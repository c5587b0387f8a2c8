import { Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, Scalar } from 'yaml';
import { Failure } from '../failure';

/** A value as CloudFormation sees it, intrinsic functions in their long form. */
export type Json = { readonly [name: string]: any };

/** A file in YAML or JSON, as text and as what it says. */
export interface TextSource {
  readonly text: string;
  readonly document: Document;
  readonly data: Json;
}

/** Nobody's file is so large; an alias of an alias of an alias can be. */
const MOST_NODES = 500_000;
const DEEPEST = 100;
/** Of YAML 1.1: tools that package templates know it, CloudFormation itself does not. */
export const MERGE_KEY = '<<';

/**
 * Reads a file, YAML or JSON, which YAML contains. All scalars are kept as they are written: CloudFormation and SAM
 * read `012345678901` and `yes` by rules of their own.
 */
export function parseData(text: string, file: string): TextSource {
  const documents = parseAllDocuments(text, { schema: 'failsafe', keepSourceTokens: true, logLevel: 'silent', uniqueKeys: true, prettyErrors: false });
  const [document] = documents as Document[];
  if (document === undefined) { throw new Failure(`${file} is empty`); }
  if (documents.length > 1) { throw new Failure(`${file} holds ${documents.length} YAML documents; it has to be one`); }
  const [error] = document.errors;
  if (error !== undefined) { throw new Failure(`${file} cannot be read, at line ${text.slice(0, error.pos[0]).split('\n').length}: ${error.message.split('\n')[0]}`); }
  const data = valueOf(document, file);
  if (!isPlainObject(data)) { throw new Failure(`${file} holds no map of names`); }
  return { text, document, data };
}

/** What a document says, as data. */
function valueOf(document: Document, file: string): unknown {
  let nodes = 0;
  const visit = (node: unknown, depth: number): unknown => {
    if (++nodes > MOST_NODES || depth > DEEPEST) { throw new Failure(`${file} is nested too deeply, or its aliases say too much`); }
    if (isAlias(node)) { return visit(node.resolve(document), depth + 1); }
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, unknown] => [isScalar(key) ? String(key.value) : String(visit(key, depth + 1)), visit(value, depth + 1)]);
      return shortForm(node.tag, Object.fromEntries([...merged(entries), ...entries.filter(([name]) => name !== MERGE_KEY)]));
    }
    if (isSeq(node)) { return shortForm(node.tag, node.items.map((item) => visit(item, depth + 1))); }
    return isScalar(node) ? shortForm(node.tag, scalarValue(node)) : null;
  };
  return visit(document.contents, 0);
}

/** What a merge key brings: a map, or several, of which the first wins. */
function merged(entries: readonly [string, unknown][]): [string, unknown][] {
  const sources = entries.filter(([name]) => name === MERGE_KEY).flatMap(([, value]) => value);
  return sources.filter(isPlainObject).reverse().flatMap((source) => Object.entries(source));
}

/** Numbers only where nothing is lost: `010` and `1_000` stay texts. */
function scalarValue({ value, type, tag }: Scalar): unknown {
  const text = String(value);
  if (type !== Scalar.PLAIN || tag !== undefined) { return text; }
  if (text === '' || text === '~' || text === 'null') { return null; }
  if (text === 'true' || text === 'false') { return text === 'true'; }
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** `!GetAtt A.B` is `{ "Fn::GetAtt": ["A", "B"] }`. */
function shortForm(tag: string | undefined, value: unknown): unknown {
  const name = /^!(\w+)$/.exec(tag ?? '')?.[1];
  if (name === undefined) { return value; }
  if (name === 'Ref' || name === 'Condition') { return { [name]: value }; }
  if (name !== 'GetAtt' || typeof value !== 'string') { return { [`Fn::${name}`]: value }; }
  const [resource, ...attribute] = value.split('.');
  return { 'Fn::GetAtt': [resource, attribute.join('.')] };
}

export function isPlainObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
