import fc from 'fast-check';
import { stringify } from 'yaml';
import { TextEditor } from '../../cli/text/text-editor';
import { parseData } from '../../cli/text/text-source';

const read = (text: string) => parseData(text, 't.yaml');

/** The text after some changes. */
function edited(text: string, change: (editor: TextEditor) => void): string {
  const editor = new TextEditor(read(text), 't.yaml');
  change(editor);
  return editor.text();
}

test('short forms are read in full, and scalars that look like numbers are not rounded', () => {
  expect(read('Resources:\n  A: [!Ref B, !GetAtt B.C.D, !Sub "x", !If [c, 1, ~], 012, 1.10, "3", yes, true]\n').data.Resources.A).toEqual([
    { Ref: 'B' }, { 'Fn::GetAtt': ['B', 'C.D'] }, { 'Fn::Sub': 'x' }, { 'Fn::If': ['c', 1, null] }, '012', '1.10', '3', 'yes', true,
  ]);
});

test.each<[string, string, string]>([
  ['block map', 'Resources:\n  A:\n    B: 1 # one\n    # end\n\n  C: 2\n', 'Resources:\n  A:\n    B: 1 # one\n    New: "on"\n    # end\n\n  C: 2\n'],
  ['wide indent', 'Resources:\n    A:\n        B: 1', 'Resources:\n    A:\n        B: 1\n        New: "on"'],
  ['flow map', 'Resources:\n  A: { B: 1 } # c\n', 'Resources:\n  A: { B: 1, "New":"on" } # c\n'],
  ['flow map with a comma at its end', 'Resources:\n  A: { B: 1, }\n', 'Resources:\n  A: { B: 1, "New":"on" }\n'],
  ['empty flow map', 'Resources:\n  A: {}\n', 'Resources:\n  A: {"New":"on"}\n'],
  ['nothing', 'Resources:\n  A: # none\n  C: 2\n', 'Resources:\n  A: # none\n    New: "on"\n  C: 2\n'],
  ['nothing at the end', 'Resources:\n  A:', 'Resources:\n  A:\n    New: "on"'],
  ['a block text at its end', 'Resources:\n  A:\n    B: |\n      x\n      y\n  C: 2\n', 'Resources:\n  A:\n    B: |\n      x\n      y\n    New: "on"\n  C: 2\n'],
  ['a list without indent at its end', 'Resources:\n  A:\n    B:\n    - 1\n    - x: 1\n      y: 2\n', 'Resources:\n  A:\n    B:\n    - 1\n    - x: 1\n      y: 2\n    New: "on"\n'],
  ['Windows line ends', 'Resources:\r\n  A:\r\n    B: 1\r\n', 'Resources:\r\n  A:\r\n    B: 1\r\n    New: "on"\r\n'],
  ['JSON in lines', '{\n  "Resources": {\n    "A": {\n      "B": 1\n    }\n  }\n}', '{\n  "Resources": {\n    "A": {\n      "B": 1,\n      "New": "on"\n    }\n  }\n}'],
  ['JSON by tabs', '{\n\t"Resources": {\n\t\t"A": {\n\t\t\t"B": 1\n\t\t}\n\t}\n}\n', '{\n\t"Resources": {\n\t\t"A": {\n\t\t\t"B": 1,\n\t\t\t"New": "on"\n\t\t}\n\t}\n}\n'],
  ['JSON in one line', '{"Resources":{"A":{"B":1}}}', '{"Resources":{"A":{"B":1, "New":"on"}}}'],
  ['an empty object in JSON', '{\n  "Resources": {\n    "A": {}\n  }\n}', '{\n  "Resources": {\n    "A": {\n      "New": "on"\n    }\n  }\n}'],
])('a name is added to a map: %s', (_, before, after) => {
  expect(edited(before, (editor) => editor.set(['Resources', 'A', 'New'], 'on'))).toBe(after);
});

test.each<[string, string, string]>([
  ['block list', 'Resources:\n  A:\n    - 1\n  C: 2\n', 'Resources:\n  A:\n    - 1\n    - Ref: X\n  C: 2\n'],
  ['block list without indent', 'Resources:\n  A:\n  - 1 # c\n', 'Resources:\n  A:\n  - 1 # c\n  - Ref: X\n'],
  ['flow list', 'Resources:\n  A: [1]\n', 'Resources:\n  A: [1, {"Ref":"X"}]\n'],
  ['empty list', 'Resources:\n  A: []\n', 'Resources:\n  A: [{"Ref":"X"}]\n'],
  ['no list', 'Resources:\n  C: 2\n', 'Resources:\n  C: 2\n  A:\n    - Ref: X\n'],
])('an item is added to a list: %s', (_, before, after) => {
  expect(edited(before, (editor) => editor.append(['Resources', 'A'], { Ref: 'X' }))).toBe(after);
});

test.each<[string, string]>([
  ['A: old # c', 'A: "new" # c'], ['A: \'old\'', 'A: "new"'], ['A: !Ref X', 'A: "new"'], ['A: !Sub\n    - "${x}"\n    - x: 1', 'A: "new"'], ['A: |\n    text\n  B: 1', 'A: "new"\n  B: 1'],
])('a value is replaced: %s', (before, after) => {
  expect(edited(`Resources:\n  ${before}\n`, (editor) => editor.set(['Resources', 'A'], 'new'))).toBe(`Resources:\n  ${after}\n`);
});

test('what is further in comes first where two maps end in one line', () => {
  expect(edited('Resources:\n  A:\n    B:\n      C: 1\n', (editor) => {
    editor.set(['Resources', 'Z'], 1);
    editor.set(['Resources', 'A', 'B', 'D'], 2);
    editor.set(['Resources', 'A', 'E', 'F'], 3);
    editor.append(['Resources', 'A', 'E', 'G'], 4);
  })).toBe('Resources:\n  A:\n    B:\n      C: 1\n      D: 2\n    E:\n      F: 3\n      G:\n        - 4\n  Z: 1\n');
});

test('what stands for two places is not changed', () => {
  const text = 'Resources:\n  A: &a\n    B: 1\n  C: *a\n';
  const editor = new TextEditor(read(text), 't.yaml');
  expect(editor.problemAt(['Resources', 'A', 'B'])).toMatch(/Resources\.A has a YAML anchor \(&a\)/);
  expect(editor.problemAt(['Resources', 'C', 'B'])).toMatch(/Resources\.C is a YAML alias \(\*a\)/);
  expect(editor.problemAt(['Resources', 'C'])).toMatch(/is a YAML alias/);
  expect(editor.problemAt(['Resources', 'D', 'E'])).toBeUndefined();
});

test('what is below an intrinsic function cannot be asked for, and is no problem', () => {
  const editor = new TextEditor(read('A: !Transform { Environment: { Variables: { X: 1 } } }\nB: !Join [x, { y: 1 }]\nC: !If [c, 1, 2]\n'), 't.yaml');
  expect(editor.problemAt(['A', 'Environment', 'Variables'])).toBeUndefined();
  expect(editor.problemAt(['B', '1', 'y'])).toBeUndefined();
  expect(editor.problemAt(['C', 0, 'x'])).toBeUndefined();
});

const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}$/);
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('yes', '0123', 'null', '- x', '{a', '# c', '!Ref x', 'a: b'));
const tree = fc.letrec((tie) => ({ map: fc.dictionary(key, fc.oneof({ maxDepth: 4 }, leaf, tie('map'), fc.array(fc.oneof(leaf, tie('map')), { maxLength: 3 })), { maxKeys: 4 }) })).map as fc.Arbitrary<object>;

test('whatever a template looks like, a change is that change and nothing else, as YAML and as JSON', () => {
  fc.assert(fc.property(tree, key, key, leaf, fc.constantFrom('block', 'flow', 'json', 'compact'), (resources, one, other, value, style) => {
    const data = { Resources: { Fn: resources, [one]: {} }, Outputs: { Last: 'x' } };
    const text = style === 'json' ? JSON.stringify(data, undefined, 4) : style === 'compact' ? JSON.stringify(data) : stringify(data, { collectionStyle: style as 'block', compat: 'yaml-1.1' });
    // text() reads its own result again and compares; here it must neither refuse nor lose a line of the input.
    const result = edited(text, (editor) => {
      editor.set(['Resources', 'Fn', 'Added', other], value);
      editor.append(['Resources', 'Fn', 'AddedList'], value);
      editor.set(['Resources', one, 'Properties', other], value);
    });
    expect(read(result).data.Outputs).toEqual({ Last: 'x' });
    if (style === 'block') { text.split('\n').filter((line) => line.trim() !== '' && !line.endsWith('{}')).forEach((line) => expect(result).toContain(line)); }
  }), { numRuns: 300 });
});
