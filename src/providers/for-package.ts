import { imageHandler } from './dockerfile';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, PackageType } from '../core/function-model';
import type { InstrumentationPlan } from '../core/instrumentation-plan';

/**
 * A plan for the way a function is packaged. Of a container image the layers are in it already, and its handler is a command: the vendor's own can only be put
 * in front of one that the template has; else the Dockerfile has it, which is said.
 */
export function forPackage(provider: string, model: FunctionModel, language: LanguageFacts | undefined, { handlerRedirect, ...plan }: InstrumentationPlan): InstrumentationPlan {
  if (model.packageType !== PackageType.IMAGE) { return handlerRedirect ? { handlerRedirect, ...plan } : plan; }
  const { layers, ...rest } = plan;
  if (handlerRedirect === undefined) { return rest; }
  const handler = (language && imageHandler(language)) ?? handlerRedirect.handler;
  if (model.handler !== undefined) { return { ...rest, handlerRedirect: { ...handlerRedirect, handler } }; }
  const note = diagnostic('imageCommandUnknown', { provider, handler, variable: handlerRedirect.originalHandlerVariable });
  return { ...rest, notes: [...rest.notes ?? [], note] };
}
