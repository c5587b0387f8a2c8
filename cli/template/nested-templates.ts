import { readFileSync } from 'fs';
import { dirname, relative, resolve } from 'path';
import { functionsIn } from './function-scan';
import { markOf } from './mark';
import { reported } from './template-report';
import { parseTemplate } from './template-source';
import type { ReportedFunction, TracingReport } from '../../src/contract/report';
import { diagnostic } from '../../src/core/diagnostics';
import { Failure, reasonOf } from '../failure';
import { isPlainObject, Json } from '../text/text-source';

/** Where a resource has the template of its stack. */
const LOCATIONS: { readonly [type: string]: string } = { 'AWS::CloudFormation::Stack': 'TemplateURL', 'AWS::Serverless::Application': 'Location' };
/** CloudFormation nests stacks; files can nest each other without end. */
const DEEPEST = 10;

interface Nested {
  readonly functions: readonly ReportedFunction[];
  readonly diagnostics: TracingReport['diagnostics'];
}

/**
 * Functions of the templates that nested stacks refer to: those that are files are read, to say what was done to each function by an earlier run,
 * or that nothing was. They are not written: where to, and under which name they are then referred to, is their user's to say.
 */
export function nestedIn({ Resources }: Json, file: string, stack: string, below = '', depth = 1): Nested {
  const all = Object.entries(Resources as Json).filter(([, resource]) => isPlainObject(resource) && String(resource.Type) in LOCATIONS)
    .map(([logicalId, { Type, Properties }]: [string, any]) => nestedAt(Properties?.[LOCATIONS[Type]], file, stack, below + logicalId, depth));
  return { functions: all.flatMap(({ functions }) => functions), diagnostics: all.flatMap(({ diagnostics }) => diagnostics) };
}

function nestedAt(location: unknown, file: string, stack: string, path: string, depth: number): Nested {
  const unseen = (why: string): Nested => ({ functions: [], diagnostics: [{ path, ...reported(diagnostic('nestedTemplateUnseen', { why })) }] });
  if (typeof location !== 'string') { return unseen('its template is not named by a path'); }
  if (/^\w+:/.test(location)) { return unseen(`its template is ${location}, which is not on this machine`); }
  if (depth > DEEPEST) { return unseen(`templates are nested more than ${DEEPEST} deep`); }
  const target = resolve(dirname(file), location);
  const template = relative('.', target).replace(/\\/g, '/');
  try {
    const { data } = parseTemplate(readFileSync(target, 'utf8'), location);
    const deeper = nestedIn(data, target, stack, `${path}/`, depth + 1);
    return { ...deeper, functions: [...functionsIn(data).map((fn) => ({ ...markOf(fn) ?? untraced(fn.logicalId, fn.properties.Runtime, template), path: `${path}/${fn.logicalId}`, stack: `${stack}/${path}` })), ...deeper.functions] };
  } catch (error) {
    return unseen(error instanceof Failure ? error.message : `cannot read ${location}: ${reasonOf(error)}`);
  }
}

function untraced(logicalId: string, runtime: unknown, template: string): ReportedFunction {
  return {
    path: logicalId, logicalId, stack: '', runtime: typeof runtime === 'string' ? runtime : 'unknown', status: 'uncovered', level: 'NONE',
    diagnostics: [reported(diagnostic('nestedTemplate', { template }))],
  };
}
