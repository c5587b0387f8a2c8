import { isCollection, isPair, isScalar, Node, Pair, stringify, YAMLMap, YAMLSeq } from 'yaml';

/** A piece of a text that is replaced. */
export interface TextEdit {
  readonly at: number;
  readonly until: number;
  readonly text: string;
  /** Of two additions at one place the one further in comes first. */
  readonly indent: number;
}

/** How lines of a map made by us are indented. */
const STEP = 2;

/** A text with all edits made. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const fromTheEnd = [...edits].sort((one, other) => other.at - one.at || one.indent - other.indent);
  return fromTheEnd.reduce((result, edit) => result.slice(0, edit.at) + edit.text.replace(/\r?\n/g, lineEnd) + result.slice(edit.until), text);
}

/** Another value in the place of one that is there. */
export function replacementText(text: string, node: Node, value: unknown): TextEdit {
  const [at] = node.range!;
  const end = at + text.slice(at, endOf(node)).trimEnd().length;
  // The tag of a short form stands before the value.
  const start = node.tag === undefined ? at : text.lastIndexOf(node.tag, at);
  return { at: start, until: end, text: flow(value), indent: Infinity };
}

/** More in a map or a list, or something where there is only a name. */
export function additionText(text: string, holder: Node | Pair, parent: Node | undefined, value: unknown): TextEdit {
  if (isPair(holder)) { return underName(text, holder as Pair<Node>, parent!, value); }
  const collection = holder as Collection;
  return collection.srcToken?.type === 'flow-collection' || collection.flow ? intoFlow(text, collection, value) : intoBlock(text, collection, value);
}

type Collection = YAMLMap<Node, Node> | YAMLSeq<Node>;
type Item = Node | Pair<Node, Node | null>;

function intoBlock(text: string, collection: Collection, value: unknown): TextEdit {
  return afterLine(text, endOf(collection), (collection.srcToken as { indent?: number }).indent ?? 0, block(value));
}

/** `Properties:` and nothing behind it. */
function underName(text: string, { key, value: empty }: Pair<Node>, parent: Node, value: unknown): TextEdit {
  const inFlow = (parent as Collection).flow;
  const end = (empty as Node | null)?.range?.[0] ?? key.range![1];
  if (inFlow) { return { at: end, until: end, text: ` ${flow(value)}`, indent: Infinity }; }
  return afterLine(text, end, ((parent.srcToken as { indent?: number }).indent ?? 0) + STEP, block(value));
}

function afterLine(text: string, end: number, indent: number, lines: string): TextEdit {
  const lineEnd = text.indexOf('\n', end);
  const at = text[end - 1] === '\n' ? end : lineEnd < 0 ? text.length : lineEnd + 1;
  const indented = lines.split('\n').map((line) => (line === '' ? line : ' '.repeat(indent) + line)).join('\n');
  return { at, until: at, text: at > 0 && text[at - 1] !== '\n' ? `\n${indented.trimEnd()}` : indented, indent };
}

function intoFlow(text: string, collection: Collection, value: unknown): TextEdit {
  const [start, end] = collection.range!;
  const close = end - 1;
  const last = collection.items.at(-1) as Item | undefined;
  const edit = (at: number, added: string): TextEdit => ({ at, until: at, text: added, indent: Infinity });
  if (last === undefined) {
    const multiline = text.trimStart().startsWith('{') && text.trimEnd().includes('\n');
    if (!multiline) { return { at: start + 1, until: close, text: inner(flow(value)), indent: Infinity }; }
    const outer = indentAt(text, start);
    const own = outer + stepOf(text);
    return { at: start + 1, until: close, text: `\n${own}${pretty(value, own, text)}\n${outer}`, indent: Infinity };
  }
  const lastEnd = endOf(last);
  const comma = text.slice(lastEnd, close).trimStart().startsWith(',') ? '' : ',';
  const at = comma === '' ? text.indexOf(',', lastEnd) + 1 : lastEnd;
  if (!text.slice(start, close).includes('\n')) { return edit(at, `${comma} ${inner(flow(value))}`); }
  const own = indentAt(text, startOf(collection.items[0] as Item));
  return edit(at, `${comma}\n${own}${pretty(value, own, text)}`);
}

/** Where the last thing in a node ends, without comments and empty lines behind it. */
function endOf(node: Item): number {
  if (isPair(node)) {
    const { key, value } = node;
    return value !== null && value !== undefined && !(isScalar(value) && value.type === 'PLAIN' && value.source === '') ? endOf(value) : Math.max(value?.range?.[0] ?? 0, key.range![1] + 1);
  }
  const { items, flow: inFlow } = node as Collection;
  const last = isCollection(node) && !inFlow ? items.at(-1) as Item | undefined : undefined;
  return last === undefined ? node.range![1] : endOf(last);
}

function startOf(node: Item): number {
  return isPair(node) ? node.key.range![0] : node.range![0];
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  return /^[ \t]*/.exec(line)![0];
}

/** As a template in JSON is indented. */
function stepOf(text: string): string {
  return /\n([ \t]+)/.exec(text)?.[1] ?? ' '.repeat(STEP);
}

/** Texts that YAML 1.1, which CloudFormation speaks, would take for something else are quoted. */
function block(value: unknown): string {
  return stringify(value, { lineWidth: 0, indent: STEP, compat: 'yaml-1.1', aliasDuplicateObjects: false });
}

function flow(value: unknown): string {
  return JSON.stringify(value);
}

function inner(json: string): string {
  return json.slice(1, -1);
}

/** The inside of a map or list as JSON in lines. */
function pretty(value: unknown, indent: string, text: string): string {
  const lines = JSON.stringify(value, undefined, stepOf(text)).split('\n').slice(1, -1);
  const step = stepOf(text).length;
  return lines.map((line) => line.slice(step)).join(`\n${indent}`);
}
