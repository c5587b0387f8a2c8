import { readFileSync } from 'fs';
import { dirname, relative, resolve } from 'path';
import { decisionOf, Place, TraceOptions } from './decision';
import { edgeFunctions, functionsIn, TemplateFunction } from './function-scan';
import { markOf } from './mark';
import { entryOf, said } from './template-report';
import { parseTemplate } from './template-source';
import type { ReportedFunction, TracingReport } from '../../src/contract/report';
import { diagnostic } from '../../src/core/diagnostics';
import { isConflict } from '../../src/core/merge';
import { Failure, reasonOf } from '../failure';
import { TextEditor } from '../text/text-editor';
import { isPlainObject, Json, TextSource } from '../text/text-source';

/** Where a resource has the template of its stack. */
const LOCATIONS: { readonly [type: string]: string } = { 'AWS::CloudFormation::Stack': 'TemplateURL', 'AWS::Serverless::Application': 'Location' };
/** Deeper than anybody's stacks. */
const DEEPEST = 10;

interface Nested {
  readonly functions: readonly ReportedFunction[];
  readonly diagnostics: TracingReport['diagnostics'];
}

/**
 * Functions of the templates that nested stacks refer to: those that are files are read, to say what was done to each function by an earlier run,
 * why nothing is to be done, or that nothing was. They are not written: where to, and under which name they are then referred to, is their user's to say.
 *
 * @param above the files on the way down
 */
export function nestedIn({ Resources }: Json, options: TraceOptions, below = '', above: readonly string[] = [resolve(options.file)]): Nested {
  const all = Object.entries(Resources as Json).filter(([, resource]) => isPlainObject(resource) && Object.hasOwn(LOCATIONS, String(resource.Type)))
    .map(([logicalId, { Type, Properties }]: [string, any]) => nestedAt(Properties?.[LOCATIONS[Type]], options, below + logicalId, above));
  return { functions: all.flatMap(({ functions }) => functions), diagnostics: all.flatMap(({ diagnostics }) => diagnostics) };
}

function nestedAt(location: unknown, options: TraceOptions, path: string, above: readonly string[]): Nested {
  const unseen = (why: string): Nested => ({ functions: [], diagnostics: [{ path, ...said(diagnostic('nestedTemplateUnseen', { why })) }] });
  if (typeof location !== 'string') { return unseen('its template is not named by a path'); }
  if (/^\w+:/.test(location)) { return unseen(`its template is ${location}, which is not on this machine`); }
  if (above.length > DEEPEST) { return unseen(`templates are nested more than ${DEEPEST} deep`); }
  const target = resolve(dirname(above[above.length - 1]), location);
  if (above.includes(target)) { return unseen(`its template ${location} nests itself`); }
  try {
    const source = parseTemplate(readFileSync(target, 'utf8'), location);
    const deeper = nestedIn(source.data, options, `${path}/`, [...above, target]);
    return { ...deeper, functions: [...entriesOf(source, { ...options, file: target }, path), ...deeper.functions] };
  } catch (error) {
    return unseen(error instanceof Failure ? error.message : `cannot read ${location}: ${reasonOf(error)}`);
  }
}

function entriesOf(source: TextSource, options: TraceOptions, below: string): ReportedFunction[] {
  const place = { edge: edgeFunctions(source.data), editor: new TextEditor(source, options.file) };
  const template = relative('.', options.file).replace(/\\/g, '/');
  return functionsIn(source.data).map((fn) => {
    const path = `${below}/${fn.logicalId}`;
    return { ...markOf(fn) ?? untouched(fn, { ...place, path }, options, template), path, stack: `${options.stack}/${below}` };
  });
}

/** What a run on its template leaves alone stays as it is, and is no reason to ask for one. */
function untouched(fn: TemplateFunction, place: Place, options: TraceOptions, template: string): ReportedFunction {
  const { model, decided } = decisionOf(fn, place, options);
  if (isConflict(decided)) {
    const { optOut, ...entry } = entryOf(fn, model, options, { reason: decided });
    return { ...entry, ...(optOut === undefined ? {} : { optOut: { ...optOut, scope: place.path } }) };
  }
  return {
    path: place.path, logicalId: fn.logicalId, stack: '', runtime: typeof fn.properties.Runtime === 'string' ? fn.properties.Runtime : 'unknown', status: 'uncovered', level: 'NONE',
    diagnostics: [said(diagnostic('nestedTemplate', { template }))],
  };
}
