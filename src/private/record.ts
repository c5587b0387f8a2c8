import type { IConstruct } from 'constructs';
import { Diagnostic } from '../core/diagnostic';
import { FunctionModel } from '../core/function-model';
import { FunctionChange } from '../core/merge';

/** What was decided about a function, kept on its resource: the mark that makes applying twice the same as once. */
export interface FunctionRecord {
  readonly provider?: string;
  /** Missing where the function was left alone before it was read. */
  readonly model?: FunctionModel;
  /** The change that was carried out; missing where the function was left alone. */
  readonly change?: FunctionChange;
  /** Why the function was left alone. */
  readonly reason?: Diagnostic;
  readonly notes: readonly Diagnostic[];
  /** Has the function as it was before; only where tracing was applied before the Aspects, as the mixin can be. */
  readonly takeBack?: () => void;
}

/** Registered, so that two copies of this package see each other's marks. */
const RECORD = Symbol.for('cdk-lambda-tracing.record');

/** The record of a function, if any provider, mixin or Aspect has got to it. */
export function recordOf(resource: IConstruct): FunctionRecord | undefined {
  return (resource as { [RECORD]?: FunctionRecord })[RECORD];
}

/** Marks a function. */
export function putRecord(resource: IConstruct, record: FunctionRecord): void {
  Object.defineProperty(resource, RECORD, { value: record, configurable: true, enumerable: false });
}
