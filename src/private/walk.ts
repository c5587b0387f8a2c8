import type { IConstruct } from 'constructs';

/** Visits a construct and all that is below it, in the order of `node.findAll()`, whose list an app of thousands of functions need not have made. */
export function walk(construct: IConstruct, visit: (construct: IConstruct) => void): void {
  visit(construct);
  for (const child of construct.node.children) { walk(child, visit); }
}
