import type { IConstruct } from 'constructs';

/** A construct and all that it is in, up to the root. */
export function nearestFirst(construct: IConstruct): IConstruct[] {
  return [...construct.node.scopes].reverse();
}
