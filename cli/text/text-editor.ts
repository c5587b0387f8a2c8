import { isDeepStrictEqual } from 'util';
import { isAlias, isCollection, isMap, isScalar, isSeq, Node, Pair } from 'yaml';
import { additionText, replacementText, TextEdit, withEdits } from './text-edits';
import { isPlainObject, Json, MERGE_KEY, parseData, TextSource } from './text-source';

/** Where something stands: names in maps, numbers in lists. */
export type Path = readonly (string | number)[];

interface Change {
  readonly path: Path;
  readonly value: unknown;
  readonly append: boolean;
}

/**
 * Changes a file in its text: what is not changed stays as it is, to the last space and comment. Whether the new text
 * says what it should is checked by reading it again.
 */
export class TextEditor {
  private readonly changes: Change[] = [];

  constructor(private readonly source: TextSource, private readonly file: string) {}

  /** Why something at a path cannot be changed: another place of the file would change with it. */
  public problemAt(path: Path): string | undefined {
    let node: unknown = this.source.document.contents;
    let value: unknown = this.source.data;
    for (const [index, step] of path.entries()) {
      const name = path.slice(0, index + 1).join('.');
      if (isAlias(node)) { return `${path.slice(0, index).join('.')} is a YAML alias (*${node.source})`; }
      if (index > 0 && isCollection(node) && node.anchor !== undefined) { return `${path.slice(0, index).join('.')} has a YAML anchor (&${node.anchor}) that other places refer to`; }
      if (!isCollection(node)) { return undefined; }
      // A short form such as `!Transform { … }` has another value than its text has nodes.
      value = isPlainObject(value) || Array.isArray(value) ? (value as Json)[step] : undefined;
      if (value !== undefined && isMap(node) && !node.has(step) && node.has(MERGE_KEY)) { return `${name} comes by a YAML merge key (${MERGE_KEY})`; }
      node = node.get(step, true);
    }
    return isAlias(node) ? `${path.join('.')} is a YAML alias (*${node.source})` : undefined;
  }

  public set(path: Path, value: unknown): void {
    this.changes.push({ path, value, append: false });
  }

  public append(path: Path, value: unknown): void {
    this.changes.push({ path, value, append: true });
  }

  /** The new text. */
  public text(): string {
    const { text, document, data } = this.source;
    if (this.changes.length === 0) { return text; }
    const expected = this.changes.reduce((value: unknown, change) => changed(value, change.path, change), data);
    const replaced: TextEdit[] = [];
    const added = new Map<Node | Pair, { value: unknown; parent?: Node }>();
    for (const change of this.changes) {
      const { holder, parent, rest } = this.holderOf(change.path, document.contents!);
      if (rest.length === 0 && !change.append) {
        replaced.push(replacementText(text, holder as Node, change.value));
      } else {
        added.set(holder, { parent, value: changed(added.get(holder)?.value, rest, change) });
      }
    }
    const edits = [...replaced, ...[...added].map(([holder, { value, parent }]) => additionText(text, holder, parent, value))];
    const result = withEdits(text, edits);
    if (!isDeepStrictEqual(parseData(result, this.file).data, expected)) { throw new Error(`${this.file} cannot be changed safely; please report this with the file`); }
    return result;
  }

  /** The innermost thing on a path that is there: a map, a list, or a name without a value. */
  private holderOf(path: Path, root: Node): { holder: Node | Pair; parent?: Node; rest: Path } {
    let node: Node = root;
    for (const [index, step] of path.entries()) {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
      const next: unknown = isSeq(node) ? node.items[step as number] : pair?.value;
      if (pair !== undefined && isEmpty(next)) { return { holder: pair, parent: node, rest: path.slice(index + 1) }; }
      if (next === undefined || next === null) { return { holder: node, rest: path.slice(index) }; }
      node = next as Node;
    }
    return { holder: node, rest: [] };
  }
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
}

/** A value with a change in it; what is missing on the way is made. */
function changed(value: unknown, path: Path, change: Pick<Change, 'value' | 'append'>): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return change.append ? [...(Array.isArray(value) ? value as unknown[] : []), change.value] : change.value;
  }
  if (Array.isArray(value)) { return value.map((item: unknown, index) => (index === step ? changed(item, rest, change) : item)); }
  const map = isPlainObject(value) ? value : {};
  return { ...map, [step]: changed(map[step], rest, change) };
}

