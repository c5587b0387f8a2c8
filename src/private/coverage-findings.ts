import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CoverageRules, environmentOf } from './coverage-rules';
import { effectiveSettings, failsOnUntraced } from './effective-settings';
import { collectFindings, Finding, FindingOptions } from './findings';
import { recordOf } from './record';
import { accepts, BaselineSubject, outdatedEntries, shortList } from '../core/baseline';
import { diagnostic, diagnosticId, isExclusion } from '../core/diagnostics';
import { isBelow, TracingLevel } from '../core/tracing-level';

/** A finding, and whether the baseline has it. */
export interface CoverageFinding extends Finding {
  readonly accepted?: boolean;
}

/** What no baseline makes acceptable: somebody has changed something, or let a date pass. */
const NEVER_ACCEPTED: ReadonlySet<string> = new Set([diagnosticId('drifted'), diagnosticId('optOutExpired')]);

/** Everything there is to say about a finished tree, by the rules that were set for it. */
export function coverageFindings(root: IConstruct, resources: readonly CfnResource[], rules: CoverageRules, options: FindingOptions): CoverageFinding[] {
  const findings = [...collectFindings(root, resources, options), ...belowRequired(resources, rules)];
  const accepted = findings.map((finding) => acceptedBy(finding, rules));
  return [...accepted, ...aboutBudgets(resources, findings, rules), ...aboutBaseline(resources, findings, rules)];
}

function belowRequired(resources: readonly CfnResource[], rules: CoverageRules): Finding[] {
  if (rules.requiredLevel === undefined && !rules.environments.some(({ requiredLevel }) => requiredLevel)) { return []; }
  return resources.flatMap((resource): Finding[] => {
    const level = recordOf(resource)?.change?.level;
    const required = environmentOf(resource, rules)?.requiredLevel ?? rules.requiredLevel;
    if (level === undefined || required === undefined || !isBelow(level, required)) { return []; }
    return [{ path: resource.node.path, resource, diagnostic: diagnostic('levelBelowRequired', { level, required }), failOnUntraced: failsOnUntraced(resource), untraced: true }];
  });
}

/** Of a Stage, what is left of it once the functions that are in the baseline are not counted. */
function acceptedBy(finding: Finding, { baseline }: CoverageRules): CoverageFinding {
  if (baseline === undefined || !canBeAccepted(finding)) { return finding; }
  const functions = functionsOf(finding);
  const unknown = functions.filter((resource) => !accepts(baseline, { path: resource.node.path, level: levelOf(resource) }));
  if (unknown.length === 0) { return { ...finding, accepted: true }; }
  return finding.uncovered === undefined ? finding : { ...finding, uncovered: unknown, diagnostic: diagnostic('uncoveredStage', { count: unknown.length }) };
}

function canBeAccepted({ untraced, diagnostic: { id } }: Finding): boolean {
  return untraced && !isExclusion(id) && !NEVER_ACCEPTED.has(id);
}

function functionsOf({ resource, uncovered }: Finding): readonly CfnResource[] {
  return uncovered ?? (resource === undefined ? [] : [resource]);
}

function levelOf(resource: CfnResource): TracingLevel {
  return recordOf(resource)?.change?.level ?? TracingLevel.NONE;
}

/** The budgets are about what is so, whatever the baseline has. */
function aboutBudgets(resources: readonly CfnResource[], findings: readonly Finding[], { minCoverage, maxUntraced }: CoverageRules): Finding[] {
  if (minCoverage === undefined && maxUntraced === undefined) { return []; }
  const short = new Set(findings.filter(({ untraced, diagnostic: { id } }) => untraced && !isExclusion(id)).flatMap(functionsOf));
  const wanted = resources.filter((resource) => short.has(resource) || !isExcluded(resource)).length;
  const coverage = wanted === 0 ? 100 : Math.floor(((wanted - short.size) / wanted) * 100);
  const about = { path: '', failOnUntraced: false, untraced: false };
  return [
    ...(minCoverage !== undefined && coverage < minCoverage ? [{ ...about, diagnostic: diagnostic('coverageTooLow', { coverage, wanted, minimum: minCoverage }) }] : []),
    ...(maxUntraced !== undefined && short.size > maxUntraced ? [{ ...about, diagnostic: diagnostic('tooManyUntraced', { count: short.size, limit: maxUntraced }) }] : []),
  ];
}

function isExcluded(resource: CfnResource): boolean {
  const record = recordOf(resource);
  const reason = record === undefined ? effectiveSettings(resource).exclusion : record.reason;
  return reason !== undefined && isExclusion(reason.id);
}

function aboutBaseline(resources: readonly CfnResource[], findings: readonly Finding[], { baseline }: CoverageRules): Finding[] {
  if (baseline === undefined) { return []; }
  const short = new Set(findings.filter(canBeAccepted).flatMap(functionsOf));
  const subjects = resources.map((resource): BaselineSubject => ({ path: resource.node.path, level: levelOf(resource), short: short.has(resource) }));
  const outdated = outdatedEntries(baseline, subjects);
  if (outdated.length === 0) { return []; }
  return [{ path: '', diagnostic: diagnostic('baselineOutdated', { count: outdated.length, paths: shortList(outdated) }), failOnUntraced: false, untraced: false }];
}
