import type { IConstruct } from 'constructs';
import { isFunctionResource } from './lambda-resource';

/** The public members by which aliases, versions and SingletonFunctions lead to their function. */
interface Standin extends IConstruct {
  /** Of a Version and of an Alias: the function. */
  readonly lambda?: IConstruct;
  /** Of a SingletonFunction: the node of the function it shares. */
  readonly permissionsNode?: { readonly scopes: IConstruct[] };
}

/**
 * The construct that holds the function's resource: the construct itself, or what an alias, a version or a
 * SingletonFunction stands for. A scope with functions below it is its own target.
 *
 * @returns nothing where there is no function to reach: an imported function, or an alias of one
 */
export function functionTarget(construct: IConstruct): IConstruct | undefined {
  // A construct of the user's may have members of any name: what holds functions, or is none, stands for itself.
  if (!('functionArn' in construct) || construct.node.findAll().some(isFunctionResource)) { return construct; }
  const standin = construct as Standin;
  if (standin.lambda?.node !== undefined && standin.lambda !== construct) { return functionTarget(standin.lambda); }
  const scopes = standin.permissionsNode?.scopes;
  const shared = scopes?.[scopes.length - 1];
  if (shared !== undefined && shared !== construct) { return functionTarget(shared); }
  return undefined; // an import
}
