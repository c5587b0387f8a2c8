import { CfnElement, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mayHoldTokens } from './literal';
import { ownRole } from './permit';
import { referencesIn, referencesOf } from './references';
import { unreachableStack } from './stack-reach';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionChange } from '../core/merge';

/** Whether a function, and its role, can refer to all that a change would have them refer to. Most changes refer to nothing. */
export function unreachableReference(resource: CfnResource, change: FunctionChange): Diagnostic | undefined {
  const set: string[] = [];
  const granted: string[] = [];
  change.layers.forEach(({ arn, arnByRegion }) => (arn ? [arn] : Object.values(arnByRegion ?? {})).forEach((text) => addToken(set, text)));
  for (const name of Object.keys(change.environment)) { addToken(set, change.environment[name]); }
  for (const name of Object.keys(change.appended)) { addToken(set, change.appended[name].text); }
  if (change.handler !== undefined) { addToken(set, change.handler); }
  change.permissions.forEach(({ actions, resources }) => [...actions, ...resources].forEach((text) => addToken(granted, text)));
  return firstUnreachable(resource, set) ?? (granted.length > 0 ? firstUnreachable(ownRole(resource) ?? resource, granted) : undefined);
}

function addToken(found: string[], text: string): void {
  if (mayHoldTokens(text) && Token.isUnresolved(text)) { found.push(text); }
}

function firstUnreachable(from: CfnResource, texts: readonly string[]): Diagnostic | undefined {
  if (texts.length === 0) { return undefined; }
  const unreachable = (why: string) => diagnostic('referenceNotReachable', { from: from.node.path, why });
  try {
    for (const target of referencesIn(from, texts)) {
      const why = unreachableStack(Stack.of(from), Stack.of(target)) ?? cycle(from, target);
      if (why) { return unreachable(`it refers to ${target.node.path}, and ${why}`); }
    }
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : String(error)); // as a name in another environment that is not known yet
  }
  return undefined;
}

function cycle(from: CfnResource, target: IConstruct): string | undefined {
  return needed(target).has(from) ? 'that is made from this resource, so a reference back would be a cycle' : undefined;
}

/** What the resources are made from that functions refer to: looked up once, for all the functions. */
const known = new WeakMap<IConstruct, ReadonlySet<IConstruct>>();

function needed(target: IConstruct): ReadonlySet<IConstruct> {
  const found = known.get(target) ?? withNeeded(target, new Set());
  known.set(target, found);
  return found;
}

function withNeeded(construct: IConstruct, seen: Set<IConstruct>): Set<IConstruct> {
  if (seen.has(construct) || !CfnElement.isCfnElement(construct)) { return seen; }
  seen.add(construct);
  const dependencies = construct.node.scopes.flatMap((scope) => scope.node.dependencies).flatMap((dependency) => dependency.node.findAll());
  const declared = CfnResource.isCfnResource(construct) ? construct.obtainDependencies() : [];
  [...referencesOf(construct).map(({ target }) => target), ...dependencies, ...declared].forEach((next) => { withNeeded(next as IConstruct, seen); });
  return seen;
}
