import { CfnElement, Stack } from 'aws-cdk-lib';
import { resolved } from './resolved';
import { rootState } from './root-state';

/** The logical id of an element. */
export function logicalIdOf(element: CfnElement): string {
  return resolved(Stack.of(element), element.logicalId);
}

/** The same once all Aspects have run: it is made once, for the report and for the look into the template. */
export function finalLogicalIdOf(element: CfnElement): string {
  const ids = rootState(element)?.logicalIds;
  const id = ids?.get(element) ?? logicalIdOf(element);
  ids?.set(element, id);
  return id;
}
