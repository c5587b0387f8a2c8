import { recogniseVendor } from './recognise-vendor';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel } from '../core/function-model';
import { InstrumentationPlan } from '../core/instrumentation-plan';

/**
 * Why a function's own instrumentation rules out a plan, if it does. Two tracers in one function break each other; a
 * layer or a setting of the plan's own vendor is no obstacle, it is kept.
 */
export function otherInstrumentation(model: FunctionModel, plan: InstrumentationPlan): Diagnostic | undefined {
  if (!plan.layers?.length && !plan.execWrapper && !plan.handlerRedirect) { return undefined; }
  const found = recogniseVendor(model);
  if (found === undefined) { return undefined; }
  const redirectsAlready = plan.handlerRedirect !== undefined && plan.handlerRedirect.handler === model.handler;
  return redirectsAlready || recogniseVendor(signsOf(plan))?.id !== found.id
    ? diagnostic('otherInstrumentation', { vendor: found.vendor, evidence: found.evidence })
    : undefined;
}

function signsOf(plan: InstrumentationPlan): Parameters<typeof recogniseVendor>[0] {
  return {
    layers: (plan.layers ?? []).flatMap((layer) => (layer.arn === undefined ? Object.values(layer.arnByRegion ?? {}).slice(0, 1) : [layer.arn])),
    handler: plan.handlerRedirect?.handler,
    environment: { ...plan.environment, ...plan.appendedEnvironment, ...(plan.execWrapper ? { [EXEC_WRAPPER_VARIABLE]: plan.execWrapper } : {}) },
  };
}
