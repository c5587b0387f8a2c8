import type { IConstruct } from 'constructs';

/** A construct and all that it is in, up to the root. */
export function nearestFirst(construct: IConstruct): IConstruct[] {
  const scopes: IConstruct[] = [];
  for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) { scopes.push(scope); }
  return scopes;
}

/** The root of the tree that a construct is in. `node.root` makes a list of all that is between, and is asked several times for each function. */
export function rootOf(construct: IConstruct): IConstruct {
  let root = construct;
  for (let scope = root.node.scope; scope !== undefined; scope = root.node.scope) { root = scope; }
  return root;
}
