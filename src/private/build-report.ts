import { Stack, Stage } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { nearestFirst } from './ancestry';
import { calledOptOut, effectiveSettings } from './effective-settings';
import { collectFindings } from './findings';
import { isTyped, render } from './lambda-resource';
import { finalLogicalIdOf } from './logical-id';
import { FunctionRecord, recordOf } from './record';
import { resolved } from './resolved';
import { finishedFunctions } from './root-state';
import { placeOf } from './stack-place';
import { ReportedFunction, ReportedStatus, TracingReport } from '../contract/report';
import { Diagnostic } from '../core/diagnostic';
import { isExclusion, OPTED_OUT } from '../core/diagnostics';
import { PackageType } from '../core/function-model';
import { reported, reportOf } from '../core/report';
import { reportedChanges } from '../core/reported-changes';
import { TracingLevel } from '../core/tracing-level';

/** The report about every function of a tree, from the marks that its functions carry. */
export function buildReport(root: IConstruct): TracingReport {
  const resources = finishedFunctions(root);
  const findings = collectFindings(root, resources, { everywhere: true });
  const untraced = new Map(findings.filter((finding) => finding.untraced).map(({ path, diagnostic }) => [path, diagnostic]));
  // Of a function that nothing has visited: why, or that nothing covers it or its Stage.
  const unvisited = (resource: CfnResource): Diagnostic | undefined =>
    effectiveSettings(resource).exclusion ?? untraced.get(resource.node.path) ?? untraced.get((Stage.of(resource) ?? root).node.path);
  const functions = resources
    .map((resource) => reportedFunction(resource, recordOf(resource) ?? { visited: false, reason: unvisited(resource), notes: [] }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  return reportOf(functions, findings.filter(({ resource }) => resource === undefined).map(({ path, diagnostic }) => ({ path, ...reported(diagnostic) })));
}

/** What is known of a function, visited or not. */
type KnownRecord = FunctionRecord & { readonly visited?: false };

function reportedFunction(resource: CfnResource, record: KnownRecord): ReportedFunction {
  const stack = Stack.of(resource);
  return {
    path: resource.node.path,
    logicalId: finalLogicalIdOf(resource),
    stack: placeOf(stack).name,
    runtime: runtimeOf(resource, record),
    status: statusOf(record),
    ...(record.provider === undefined ? {} : { provider: record.provider }),
    level: record.change?.level ?? TracingLevel.NONE,
    ...(record.change === undefined ? {} : { changes: reportedChanges(record.model!, record.change, (layer) => textOf(stack, layer.arnIn(stack.region))) }),
    ...optOutOf(resource, record),
    diagnostics: [...(record.reason ? [record.reason] : []), ...record.notes].map(reported),
  };
}

function optOutOf(resource: CfnResource, { reason }: KnownRecord): Pick<ReportedFunction, 'optOut'> {
  const optOut = reason?.id === OPTED_OUT ? calledOptOut(nearestFirst(resource)) : undefined;
  return optOut === undefined ? {} : { optOut };
}

function statusOf({ reason, visited }: KnownRecord): ReportedStatus {
  if (reason !== undefined && isExclusion(reason.id)) { return 'excluded'; }
  if (visited === false) { return 'uncovered'; }
  return reason === undefined ? 'traced' : 'skipped';
}

/** For functions that were never read, what their public property says, or a raw resource renders. */
function runtimeOf(resource: CfnResource, { model }: KnownRecord): string {
  if (model?.packageType === PackageType.IMAGE) { return 'container image'; }
  if (model?.runtime !== undefined) { return model.runtime; }
  const { runtime, packageType } = isTyped(resource) ? resource : rendered(resource);
  if (packageType === PackageType.IMAGE) { return 'container image'; }
  const known: unknown = resolved(Stack.of(resource), runtime);
  return typeof known === 'string' ? known : 'unknown';
}

/** What cannot be rendered, CDK itself will complain about. */
function rendered(resource: CfnResource): { readonly runtime?: unknown; readonly packageType?: unknown } {
  try {
    const { Runtime: runtime, PackageType: packageType } = render(resource).Properties ?? {};
    return { runtime, packageType };
  } catch {
    return {};
  }
}

/** As the template has it: a token has another number in every run. */
function textOf(stack: Stack, arn: string | undefined): string | undefined {
  const text: unknown = resolved(stack, arn);
  return text === undefined || typeof text === 'string' ? text : JSON.stringify(text);
}
