import type { IConstruct } from 'constructs';
import { effectiveSettings } from './effective-settings';
import { isFunctionResource } from './lambda-resource';
import { putRecord, recordOf } from './record';
import { ensureReport } from './root-validation';
import { isEnabled } from './tracing-context';
import { FunctionTracing } from '../mixins/function-tracing';

/** What an Aspect does at a construct: if it is a function, look up what applies to it and have the mixin do it. */
export function traceIfFunction(node: IConstruct): void {
  if (!isFunctionResource(node) || recordOf(node) !== undefined || !isEnabled(node)) { return; }
  ensureReport(node);
  const { exclusion, provider } = effectiveSettings(node);
  if (exclusion !== undefined) {
    putRecord(node, { reason: exclusion, notes: [] });
  } else if (provider !== undefined) {
    new FunctionTracing({ provider })._trace(node, false);
  }
}
