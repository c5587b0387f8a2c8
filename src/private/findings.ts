import { Stage } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { effectiveSettings } from './effective-settings';
import { isFunctionResource } from './lambda-resource';
import { recordOf } from './record';
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

/** Everything there is to say about a finished tree; nothing about what went well. */
export function collectFindings(root: IConstruct, options: { readonly everywhere: boolean } = { everywhere: false }): Finding[] {
  const findings: Finding[] = [];
  const uncovered = new Map<IConstruct, { count: number; failOnUntraced: boolean }>();
  for (const resource of root.node.findAll().filter(isFunctionResource)) {
    const record = recordOf(resource);
    if (record !== undefined) {
      findings.push(...aboutFunction(resource));
      continue;
    }
    const settings = effectiveSettings(resource);
    if (settings.exclusion !== undefined) { continue; }
    if (settings.provider !== undefined) {
      const stage = Stage.of(resource) ?? root;
      const entry = uncovered.get(stage) ?? { count: 0, failOnUntraced: false };
      uncovered.set(stage, { count: entry.count + 1, failOnUntraced: entry.failOnUntraced || settings.failOnUntraced });
    } else if (options.everywhere) {
      findings.push({ path: resource.node.path, resource, diagnostic: diagnostic('untraced'), failOnUntraced: settings.failOnUntraced, untraced: true });
    }
  }
  for (const [stage, { count, failOnUntraced }] of uncovered) {
    findings.push({ path: stage.node.path, diagnostic: diagnostic('uncoveredStage', { count }), failOnUntraced, untraced: true });
  }
  return [...findings, ...aboutScopes(root)];
}

function aboutFunction(resource: CfnResource): Finding[] {
  const { reason, notes } = recordOf(resource)!;
  const about = { path: resource.node.path, resource, failOnUntraced: effectiveSettings(resource).failOnUntraced };
  return [
    ...(reason ? [{ ...about, diagnostic: reason, untraced: true }] : []),
    ...notes.map((note) => ({ ...about, diagnostic: note, untraced: false })),
  ];
}

function aboutScopes(root: IConstruct): Finding[] {
  return (rootState(root)?.scopes ?? []).flatMap(({ scope, method, problem }) => {
    const about = { path: scope.node.path, failOnUntraced: false, untraced: false };
    if (problem === 'targetNotFound') { return [{ ...about, diagnostic: diagnostic('targetNotFound', { method }) }]; }
    return method === 'add()' && !scope.node.findAll().some(isFunctionResource) ? [{ ...about, diagnostic: diagnostic('noFunctions') }] : [];
  });
}
