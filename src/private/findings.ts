import { Stage } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { driftOf, WrittenTemplates } from './drift';
import { effectiveSettings, failsOnUntraced } from './effective-settings';
import { layerLock } from './layer-lock';
import { FunctionRecord, recordOf } from './record';
import { rootState } from './root-state';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';

/** One message about a place in the finished tree. */
export interface Finding {
  readonly path: string;
  readonly diagnostic: Diagnostic;
  /** Missing where it is about a scope. */
  readonly resource?: CfnResource;
  /** Whether being untraced is an error there. */
  readonly failOnUntraced: boolean;
  /** Whether the message means that a function is not traced. */
  readonly untraced: boolean;
}

/** What to look for besides. */
export interface FindingOptions {
  /** Whether a function without any provider above it is a finding. */
  readonly everywhere?: boolean;
  /** The templates, once they are written: changes made after us are findings. */
  readonly templates?: WrittenTemplates;
}

/** Everything there is to say about a finished tree and its functions; nothing about what went well. */
export function collectFindings(root: IConstruct, resources: readonly CfnResource[], options: FindingOptions = {}): Finding[] {
  const findings: Finding[] = [];
  const uncovered = new Map<IConstruct, { count: number; failOnUntraced: boolean }>();
  for (const resource of resources) {
    const record = recordOf(resource);
    if (record !== undefined) {
      findings.push(...aboutFunction(resource, record, options.templates));
      continue;
    }
    const settings = effectiveSettings(resource);
    if (settings.exclusion !== undefined) { continue; }
    if (settings.provider !== undefined) {
      const stage = Stage.of(resource) ?? root;
      const entry = uncovered.get(stage) ?? { count: 0, failOnUntraced: false };
      uncovered.set(stage, { count: entry.count + 1, failOnUntraced: entry.failOnUntraced || failsOnUntraced(resource) });
    } else if (options.everywhere) {
      findings.push({ path: resource.node.path, resource, diagnostic: diagnostic('untraced'), failOnUntraced: failsOnUntraced(resource), untraced: true });
    }
  }
  for (const [stage, { count, failOnUntraced }] of uncovered) {
    findings.push({ path: stage.node.path, diagnostic: diagnostic('uncoveredStage', { count }), failOnUntraced, untraced: true });
  }
  return [...findings, ...aboutScopes(root, resources), ...aboutLock(root)];
}

function aboutLock(root: IConstruct): Finding[] {
  const { file, problem } = layerLock(root);
  return problem === undefined ? [] : [{ path: root.node.path, diagnostic: diagnostic('lockUnusable', { file, problem }), failOnUntraced: false, untraced: false }];
}

function aboutFunction(resource: CfnResource, record: FunctionRecord, templates: WrittenTemplates | undefined): Finding[] {
  const drift = templates === undefined ? [] : driftOf(resource, record, templates);
  const messages = [
    ...(record.reason ? [{ diagnostic: record.reason, untraced: true }] : []),
    ...record.notes.map((note) => ({ diagnostic: note, untraced: false })),
    ...(drift.length > 0 ? [{ diagnostic: diagnostic('drifted', { what: drift.join(', ') }), untraced: true }] : []),
  ];
  // Looked up only where there is something to say: most functions are simply traced.
  const failOnUntraced = messages.length > 0 && failsOnUntraced(resource);
  return messages.map((message) => ({ path: resource.node.path, resource, failOnUntraced, ...message }));
}

function aboutScopes(root: IConstruct, resources: readonly CfnResource[]): Finding[] {
  return (rootState(root)?.scopes ?? []).flatMap(({ scope, method, problem }) => {
    const about = { path: scope.node.path, failOnUntraced: false, untraced: false };
    if (problem === 'targetNotFound') { return [{ ...about, diagnostic: diagnostic('targetNotFound', { method }) }]; }
    return method === 'add()' && !resources.some((resource) => resource.node.scopes.includes(scope)) ? [{ ...about, diagnostic: diagnostic('noFunctions') }] : [];
  });
}
