import { Stage } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { nearestFirst } from './ancestry';
import { driftOf, WrittenTemplates } from './drift';
import { calledOptOut, effectiveSettings, failsOnUntraced } from './effective-settings';
import { layerLock } from './layer-lock';
import { FunctionRecord, recordOf } from './record';
import { rootState } from './root-state';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic, OPTED_OUT } from '../core/diagnostics';

/** One message about a place in the finished tree. */
export interface Finding {
  readonly path: string;
  readonly diagnostic: Diagnostic;
  /** Missing where it is about a scope. */
  readonly resource?: CfnResource;
  /** The functions of an uncovered Stage. */
  readonly uncovered?: readonly CfnResource[];
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
  /** The date, once opt-outs that have expired are findings. */
  readonly today?: string;
}

/** Everything there is to say about a finished tree and its functions; nothing about what went well. */
export function collectFindings(root: IConstruct, resources: readonly CfnResource[], options: FindingOptions = {}): Finding[] {
  const findings: Finding[] = [];
  const uncovered = new Map<IConstruct, { resources: CfnResource[]; failOnUntraced: boolean }>();
  for (const resource of resources) {
    const record = recordOf(resource);
    if (record !== undefined) {
      findings.push(...aboutFunction(resource, record, options));
      continue;
    }
    const settings = effectiveSettings(resource);
    if (settings.exclusion !== undefined) {
      findings.push(...expiredOptOut(resource, settings.exclusion, options).map((expired) => about(resource, expired)));
      continue;
    }
    if (settings.provider !== undefined) {
      const stage = Stage.of(resource) ?? root;
      const entry = uncovered.get(stage) ?? { resources: [], failOnUntraced: false };
      entry.resources.push(resource);
      uncovered.set(stage, { ...entry, failOnUntraced: entry.failOnUntraced || failsOnUntraced(resource) });
    } else if (options.everywhere) {
      findings.push(about(resource, diagnostic('untraced')));
    }
  }
  for (const [stage, { resources: missed, failOnUntraced }] of uncovered) {
    findings.push({ path: stage.node.path, diagnostic: diagnostic('uncoveredStage', { count: missed.length }), uncovered: missed, failOnUntraced, untraced: true });
  }
  return [...findings, ...aboutScopes(root, resources), ...aboutLock(root)];
}

function aboutLock(root: IConstruct): Finding[] {
  const { file, problem } = layerLock(root);
  return problem === undefined ? [] : [{ path: root.node.path, diagnostic: diagnostic('lockUnusable', { file, problem }), failOnUntraced: false, untraced: false }];
}

/** That a function is not traced. */
function about(resource: CfnResource, message: Diagnostic): Finding {
  return { path: resource.node.path, resource, diagnostic: message, failOnUntraced: failsOnUntraced(resource), untraced: true };
}

function expiredOptOut(resource: CfnResource, exclusion: Diagnostic | undefined, { today }: FindingOptions): Diagnostic[] {
  const optOut = today !== undefined && exclusion?.id === OPTED_OUT ? calledOptOut(nearestFirst(resource)) : undefined;
  if (optOut?.expires === undefined || today! <= optOut.expires) { return []; }
  return [diagnostic('optOutExpired', { scope: optOut.scope || 'the app', expires: optOut.expires, reason: optOut.reason })];
}

function aboutFunction(resource: CfnResource, record: FunctionRecord, options: FindingOptions): Finding[] {
  const drift = options.templates === undefined ? [] : driftOf(resource, record, options.templates);
  const messages = [
    ...(record.reason ? [{ diagnostic: record.reason, untraced: true }] : []),
    ...record.notes.map((note) => ({ diagnostic: note, untraced: false })),
    ...expiredOptOut(resource, record.reason, options).map((expired) => ({ diagnostic: expired, untraced: true })),
    ...(drift.length > 0 ? [{ diagnostic: diagnostic('drifted', { what: drift.join(', ') }), untraced: true }] : []),
  ];
  // Looked up only where there is something to say: most functions are simply traced.
  const failOnUntraced = messages.length > 0 && failsOnUntraced(resource);
  return messages.map((message) => ({ path: resource.node.path, resource, failOnUntraced, ...message }));
}

function aboutScopes(root: IConstruct, resources: readonly CfnResource[]): Finding[] {
  return (rootState(root)?.scopes ?? []).flatMap(({ scope, method, problem }) => {
    const place = { path: scope.node.path, failOnUntraced: false, untraced: false };
    if (problem === 'targetNotFound') { return [{ ...place, diagnostic: diagnostic('targetNotFound', { method }) }]; }
    return method === 'add()' && !resources.some((resource) => resource.node.scopes.includes(scope)) ? [{ ...place, diagnostic: diagnostic('noFunctions') }] : [];
  });
}
