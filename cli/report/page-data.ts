import type { ReportedFunction, TracingReport } from '../../src/contract/report';
import { addedStatements } from '../assembly/added-permissions';
import { ChangedLine, changedLines, policyLines } from '../assembly/changed-lines';
import { isGranted } from '../assembly/granted';
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
}

/** What the report and the templates together say. */
export function pageData({ title, report: { totals, functions, diagnostics }, templates, locations }: PageSources): PageData {
  return { title, totals, functions: functions.map((entry) => ({ ...pageFunction(entry, templates), ...madeAt(locations.get(entry.path)) })), diagnostics };
}

function madeAt(location: SourceLocation | undefined): Pick<PageFunction, 'madeAt'> {
  return location === undefined ? {} : { madeAt: `${location.file}:${location.line}` };
}

function pageFunction(entry: ReportedFunction, templates: Templates): PageFunction {
  const template = templates.of(entry);
  if (template === undefined) { return entry; }
  const resource = template.resources[entry.logicalId];
  const granted = (entry.changes?.permissions.length ?? 0) > 0 && isGranted(entry);
  return {
    ...entry,
    template: template.file,
    cloudFormation: changedLines(resource, entry),
    ...(granted ? { iam: policyLines(addedStatements(template, resource)) } : {}),
  };
}
