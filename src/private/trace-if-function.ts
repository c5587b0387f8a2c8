import type { IConstruct } from 'constructs';
import { nearestFirst } from './ancestry';
import { effectiveSettings } from './effective-settings';
import { isFunctionResource } from './lambda-resource';
import { putRecord, recordOf } from './record';
import { ensureReport } from './root-validation';
import { isEnabled } from './tracing-context';
import { ITracingProvider } from '../core/provider';
import { FunctionTracing } from '../mixins/function-tracing';

const MIXINS = new WeakMap<ITracingProvider, FunctionTracing>();

/** One for all the functions of a provider: it has no options of its own. */
function mixinFor(provider: ITracingProvider): FunctionTracing {
  const mixin = MIXINS.get(provider) ?? new FunctionTracing({ provider });
  MIXINS.set(provider, mixin);
  return mixin;
}

/** What an Aspect does at a construct: if it is a function, look up what applies to it and have the mixin do it. */
export function traceIfFunction(node: IConstruct): void {
  if (!isFunctionResource(node) || recordOf(node) !== undefined || !isEnabled(node)) { return; }
  ensureReport(node);
  const scopes = nearestFirst(node);
  const { exclusion, provider } = effectiveSettings(node, scopes);
  if (exclusion !== undefined) {
    putRecord(node, { reason: exclusion, notes: [] });
  } else if (provider !== undefined) {
    mixinFor(provider)._trace(node, false, scopes);
  }
}
