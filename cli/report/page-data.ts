import { EXEC_WRAPPER_VARIABLE } from '../../src/contract/lambda-environment';
import type { ReportedFunction, TracingReport } from '../../src/contract/report';
import { addedStatements } from '../assembly/added-permissions';
import { ChangedLine, changedLines, policyLines } from '../assembly/changed-lines';
import type { SourceLocation } from '../assembly/source-locations';
import type { Templates } from '../assembly/templates';

/** A function as the page shows it. */
export interface PageFunction extends ReportedFunction {
  /** The template it is in, below the assembly; missing where it was not found there. */
  readonly template?: string;
  /** Where it was made, `stacks/orders.ts:22`. */
  readonly madeAt?: string;
  readonly cloudFormation?: readonly ChangedLine[];
  readonly iam?: readonly ChangedLine[];
}

/** Everything that the page knows. */
export interface PageData {
  readonly title: string;
  readonly totals: TracingReport['totals'];
  readonly functions: readonly PageFunction[];
  readonly diagnostics: TracingReport['diagnostics'];
}

/** What a page is made from. */
export interface PageSources {
  readonly title: string;
  readonly report: TracingReport;
  readonly templates: Templates;
  readonly locations: ReadonlyMap<string, SourceLocation>;
  /** Whether values of variables that tracing has set are shown. */
  readonly showValues?: boolean;
}

/** What the report and the templates together say. */
export function pageData({ title, report: { totals, functions, diagnostics }, templates, locations, showValues = false }: PageSources): PageData {
  return { title, totals, functions: functions.map((entry) => ({ ...pageFunction(entry, templates, showValues), ...madeAt(locations.get(entry.path)) })), diagnostics };
}

function madeAt(location: SourceLocation | undefined): Pick<PageFunction, 'madeAt'> {
  return location === undefined ? {} : { madeAt: `${location.file}:${location.line}` };
}

function pageFunction(entry: ReportedFunction, templates: Templates, showValues: boolean): PageFunction {
  const template = templates.of(entry);
  if (template === undefined) { return entry; }
  const resource = template.resources[entry.logicalId];
  const granted = (entry.changes?.permissions.length ?? 0) > 0 && !entry.diagnostics.some(({ id }) => id.endsWith(':permissionsNotGranted'));
  return {
    ...entry,
    template: template.file,
    cloudFormation: changedLines(resource, entry, new Set(shownVariables(entry, showValues))),
    ...(granted ? { iam: policyLines(addedStatements(template, resource)) } : {}),
  };
}

/** Never one that the user has set, or that has a value of the user's before ours. */
function shownVariables({ changes }: ReportedFunction, showValues: boolean): readonly string[] {
  if (changes === undefined) { return []; }
  const set = changes.environment.filter((name) => !changes.before?.environment?.includes(name));
  return showValues ? set : set.filter((name) => name === EXEC_WRAPPER_VARIABLE && changes.execWrapper !== undefined);
}
