import { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import { FunctionModel, PackageType } from './function-model';
import { InstrumentationPlan, TracingPermission } from './instrumentation-plan';
import { environmentBytes, MAX_ENVIRONMENT_BYTES, MAX_LAYERS } from './limits';
import { mergeLayers } from './merge-layers';
import { appendedBytes, AppendedVariables, appendTo, essentialVariables, isTaken, Variables, wantedVariables } from './merge-variables';
import { TracingLayer } from './tracing-layer';
import { TracingLevel } from './tracing-level';
import { EXEC_WRAPPER_VARIABLE, WEB_ADAPTER_WRAPPER } from '../contract/lambda-environment';

/** The complete change to one function: checked, and ready to be carried out as a whole. */
export interface FunctionChange {
  readonly level: TracingLevel;
  readonly handler?: string;
  /** Variables to set. None of them is set on the function yet. */
  readonly environment: { readonly [name: string]: string };
  /** Variables to extend. */
  readonly appended: AppendedVariables;
  /** Variables without which nothing is traced: the wrapper and the original handler. */
  readonly essential: readonly string[];
  /** The variable that takes the original handler where its value is not known at synthesis: the applier copies it. */
  readonly originalHandlerVariable?: string;
  readonly layers: readonly TracingLayer[];
  readonly activeTracing: boolean;
  readonly permissions: readonly TracingPermission[];
  readonly notes: readonly Diagnostic[];
}

/** What the user wants besides the provider's plan. */
export interface MergeOptions {
  readonly provider: string;
  /** Variables from `configure({ environment })`: they win over the plan's, and the function's own win over them. */
  readonly environment?: { readonly [name: string]: string };
}

/** X-Ray has no resource-level permissions for these two (Service Authorization Reference, AWS X-Ray). */
const ACTIVE_TRACING: TracingPermission = { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] };

/**
 * Puts a plan that is sound by itself together with what the function has: the whole change, or the reason why there is none.
 * The user's values win; nothing is replaced. Every synthesis does it for every function: it goes by names, and copies little.
 */
export function merge(model: FunctionModel, plan: InstrumentationPlan, options: MergeOptions): FunctionChange | Diagnostic {
  const { provider } = options;
  const misfit = misfitOf(model, plan);
  if (misfit) { return diagnostic('planInvalid', { provider, why: misfit }); }

  const configured = options.environment ?? {};
  const wrapper = model.environment[EXEC_WRAPPER_VARIABLE] ?? (model.unresolvedEnvironment.includes(EXEC_WRAPPER_VARIABLE) ? 'set by an intrinsic function' : configured[EXEC_WRAPPER_VARIABLE]);
  if ((plan.execWrapper || plan.handlerRedirect) && wrapper === WEB_ADAPTER_WRAPPER) { return diagnostic('webAdapter', { wrapper, handler: model.handler ?? 'its handler' }); }
  if (plan.execWrapper && wrapper !== undefined && wrapper !== plan.execWrapper) {
    return diagnostic('execWrapperTaken', { provider, value: wrapper, needed: plan.execWrapper });
  }
  if (plan.activeTracing && model.tracingMode !== undefined && model.tracingMode !== 'Active') {
    return diagnostic('activeTracingRefused', { provider, mode: model.tracingMode });
  }
  if (model.region !== undefined && plan.layers?.some((layer) => !isServed(layer, model.region!))) {
    return diagnostic('regionNotServed', { provider, runtime: model.runtime ?? 'an unknown runtime', region: model.region });
  }
  const layers = mergeLayers(model, plan.layers ?? []);
  if (layers.added.length > 0 && model.codeSigned) { return diagnostic('codeSigning'); }
  if (model.layers.length + layers.added.length > MAX_LAYERS && layers.added.length > 0) {
    return diagnostic('tooManyLayers', { provider, count: model.layers.length + layers.added.length, limit: MAX_LAYERS });
  }

  const redirect = plan.handlerRedirect;
  if (redirect && (isTaken(model, redirect.originalHandlerVariable) || Object.hasOwn(configured, redirect.originalHandlerVariable))) {
    return diagnostic('handlerVariableTaken', { provider, variable: redirect.originalHandlerVariable });
  }
  const originalHandler = redirect && (redirect.originalHandler ?? model.handler);
  const wanted = wantedVariables(plan, configured, redirect && originalHandler !== undefined ? { [redirect.originalHandlerVariable]: originalHandler } : undefined);
  const environment: Record<string, string> = {};
  const kept: string[] = [];
  for (const name of Object.keys(wanted)) {
    if (!isTaken(model, name)) {
      environment[name] = wanted[name];
    } else if (model.environment[name] !== wanted[name]) {
      kept.push(name);
    }
  }
  const appended = plan.appendedEnvironment === undefined ? {} : appendTo(environment, model, plan.appendedEnvironment);

  const added = environmentBytes(environment) + appendedBytes(model, appended);
  const bytes = added + (added > 0 ? environmentBytes(model.environment) : 0);
  if (bytes > MAX_ENVIRONMENT_BYTES) { return diagnostic('environmentTooLarge', { provider, bytes, limit: MAX_ENVIRONMENT_BYTES }); }

  return {
    level: plan.level,
    handler: redirect?.handler,
    essential: essentialVariables(plan),
    environment,
    appended,
    originalHandlerVariable: redirect && originalHandler === undefined ? redirect.originalHandlerVariable : undefined,
    layers: layers.added,
    activeTracing: plan.activeTracing ?? false,
    permissions: permissionsOf(model, plan, configured),
    notes: notesOf(plan, layers.notes, kept, provider),
  };
}

/** For a secret only where its variable is set by us. */
function permissionsOf(model: FunctionModel, plan: InstrumentationPlan, configured: Variables): TracingPermission[] {
  const permissions = plan.activeTracing ? [ACTIVE_TRACING] : [];
  if (plan.permissions) { permissions.push(...plan.permissions); }
  plan.secrets?.forEach(({ secret, variable }) => {
    if (!isTaken(model, variable) && !Object.hasOwn(configured, variable)) { permissions.push(...[secret.readPermissions].flat()); }
  });
  return permissions;
}

function notesOf(plan: InstrumentationPlan, aboutLayers: readonly Diagnostic[], kept: string[], provider: string): Diagnostic[] {
  const notes = plan.notes ? [...plan.notes, ...aboutLayers] : [...aboutLayers];
  if (kept.length > 0) { notes.push(diagnostic('userValueKept', { variables: kept.sort().join(', '), provider })); }
  return notes;
}

/** Whether `merge` found a reason to leave the function alone. */
export function isConflict(result: FunctionChange | Diagnostic): result is Diagnostic {
  return 'message' in result;
}

/** What Lambda refuses for this kind of function, whatever else it has. */
function misfitOf(model: FunctionModel, plan: InstrumentationPlan): string | undefined {
  if (model.packageType !== PackageType.IMAGE) { return undefined; }
  if (plan.layers?.length) { return 'a container image takes no layers'; }
  return plan.handlerRedirect && model.handler === undefined ? 'the template has no command of this container image to redirect' : undefined;
}

function isServed(layer: TracingLayer, region: string): boolean {
  return layer.assetPath !== undefined || layer.arnIn(region) !== undefined;
}
