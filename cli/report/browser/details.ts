import { element } from './element';
import type { ChangedLine } from '../../assembly/changed-lines';
import type { PageFunction } from '../page-data';

/** All there is to say about one function. */
export function details(entry: PageFunction): HTMLElement[] {
  return [
    ...(entry.madeAt === undefined ? [] : [element('p', { class: 'note' }, 'Made at ', element('code', {}, entry.madeAt))]),
    ...messages(entry),
    ...added(entry),
    ...(entry.iam?.length ? [element('h3', {}, 'IAM added to its role'), code(entry.iam, `IAM statements added for ${entry.path}`)] : []),
    element('h3', {}, 'CloudFormation'),
    element('p', { class: 'note' }, `${entry.logicalId} in stack ${entry.stack}${entry.template === undefined ? '' : `, ${entry.template}`}`),
    ...(entry.cloudFormation === undefined
      ? [element('p', {}, 'Its template is not beside the report, so the resource cannot be shown.')]
      : [code(entry.cloudFormation, `Properties of ${entry.path}; lines with + were added, lines with ~ were changed`)]),
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

function added({ changes, provider }: PageFunction): HTMLElement[] {
  if (changes === undefined) { return []; }
  const rows: [string, readonly string[]][] = [
    ['Layers', changes.layers],
    ['Handler', changes.handler === undefined ? [] : [changes.handler]],
    ['Exec wrapper', changes.execWrapper === undefined ? [] : [changes.execWrapper]],
    ['Environment variables', changes.environment],
    ['X-Ray active tracing', changes.activeTracing ? ['on'] : []],
    ['IAM actions', changes.permissions],
  ];
  const shown = rows.filter(([, values]) => values.length > 0);
  return [
    element('h3', {}, `Added by ${provider ?? 'tracing'}`),
    shown.length === 0 ? element('p', {}, 'Nothing that was not there before.')
      : element('dl', { class: 'added' }, ...shown.flatMap(([name, values]) => [element('dt', {}, name), ...values.map((value) => element('dd', {}, element('code', {}, value)))])),
  ];
}

function code(lines: readonly ChangedLine[], label: string): HTMLElement {
  const kinds: { [mark: string]: string | undefined } = { '+': 'plus', '~': 'changed' };
  return element('pre', { 'tabindex': 0, 'role': 'region', 'aria-label': label }, element('code', {}, ...lines.flatMap((line) => {
    const kind = kinds[line[0]];
    return [kind === undefined ? line : element(kind === 'plus' ? 'ins' : 'mark', {}, line), '\n'];
  })));
}
