import { element } from './element';
import { formerHandler } from '../../assembly/before-tracing';
import type { ChangedLine } from '../../assembly/changed-lines';
import { isGranted } from '../../assembly/granted';
import type { PageFunction } from '../page-data';

/** Longer paths are cut short in the list. */
const LONG = 200;

/** All there is to say about one function. */
export function details(entry: PageFunction): HTMLElement[] {
  return [
    ...(entry.madeAt === undefined ? [] : [element('p', { class: 'note' }, 'Made at ', element('code', {}, entry.madeAt))]),
    ...(entry.path.length > LONG ? [element('p', { class: 'note' }, 'Path ', element('code', {}, entry.path))] : []),
    ...messages(entry),
    ...added(entry),
    ...(entry.iam?.length ? [element('h3', {}, 'IAM added to its role'), code(entry.iam, `IAM statements added for ${entry.path}`)] : []),
    element('h3', {}, 'CloudFormation'),
    element('p', { class: 'note' }, `${entry.logicalId} in stack ${entry.stack}${entry.template === undefined ? '' : `, ${entry.template}`}`),
    ...(entry.cloudFormation === undefined
      ? [element('p', {}, 'Its template is not beside the report, so the resource cannot be shown.')]
      : difference(entry)),
  ];
}

function difference({ cloudFormation, changes, path }: PageFunction): HTMLElement[] {
  const lines = cloudFormation!;
  return [
    ...(changes === undefined ? [] : [element('p', { class: 'note' }, lines.some((line) => line[0] !== ' ')
      ? 'Lines with + are there with tracing only, lines with − were there before only.' : 'The same before and after.')]),
    code(lines, `Properties of ${path}${changes === undefined ? '' : ', before and after tracing'}`),
  ];
}

function messages({ status, diagnostics }: PageFunction): HTMLElement[] {
  if (diagnostics.length === 0) {
    return status === 'uncovered' ? [element('p', {}, 'No provider is attached to its scope. Add one with LambdaTracing.of(scope).add(provider).')] : [];
  }
  return [
    element('h3', {}, status === 'traced' ? 'Remarks' : 'Why it is not traced'),
    element('ul', { class: 'messages' }, ...diagnostics.map(({ id, message, fix }) => element('li', {},
      message, ' ', element('small', {}, id), ...(fix === undefined ? [] : [element('p', { class: 'fix' }, `Fix: ${fix}`)])))),
  ];
}

function added(entry: PageFunction): HTMLElement[] {
  const { changes, provider } = entry;
  if (changes === undefined) { return []; }
  const rows: [string, readonly string[]][] = [
    ['Layers', changes.layers],
    ['Handler', changes.handler === undefined ? [] : [`${formerHandler(changes)} → ${changes.handler}`]],
    ['Exec wrapper', changes.execWrapper === undefined ? [] : [changes.execWrapper]],
    ['Environment variables', changes.environment.map((name) => (changes.before?.environment?.includes(name) ? `${name} (appended to)` : name))],
    ['X-Ray active tracing', !changes.activeTracing ? [] : [changes.before?.tracingMode === undefined ? 'on' : 'on, as before']],
    [isGranted(entry) ? 'IAM actions' : 'IAM actions, still to be granted', changes.permissions],
  ];
  const shown = rows.filter(([, values]) => values.length > 0);
  return [
    element('h3', {}, `Added by ${provider ?? 'tracing'}`),
    shown.length === 0 ? element('p', {}, 'Nothing that was not there before.')
      : element('dl', { class: 'added' }, ...shown.flatMap(([name, values]) => [element('dt', {}, name), ...values.map((value) => element('dd', {}, element('code', {}, value)))])),
  ];
}

/** The sign is read out, and a `-` that a screen reader may pass over is a minus. */
function code(lines: readonly ChangedLine[], label: string): HTMLElement {
  const kinds: { readonly [mark: string]: 'ins' | 'del' | undefined } = { '+': 'ins', '-': 'del' };
  return element('pre', { 'tabindex': 0, 'role': 'region', 'aria-label': label }, element('code', {}, ...lines.flatMap((line) => {
    const kind = kinds[line[0]];
    return [kind === undefined ? line : element(kind, {}, line.replace(/^-/, '−')), '\n'];
  })));
}
