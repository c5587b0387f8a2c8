import { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import { InstrumentationPlan } from './instrumentation-plan';
import { RESERVED_VARIABLES, VARIABLE_NAME } from './limits';
import type { TracingLayer } from './tracing-layer';
import { TracingLevel } from './tracing-level';
import type { TracingSecret } from './tracing-secret';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';

/**
 * What is wrong with a plan whatever the function: the provider's mistake, not the user's. Providers are written in any
 * language and by anybody, so the types promise nothing here.
 */
export function problemWithPlan(plan: InstrumentationPlan, provider: string): Diagnostic | undefined {
  const why = shapeProblem(plan) ?? valueProblem(plan);
  if (why) { return diagnostic('planInvalid', { provider, why }); }
  for (const variable of variablesOf(plan)) {
    if (RESERVED_VARIABLES.has(variable)) { return diagnostic('variableReserved', { provider, variable }); }
    if (!VARIABLE_NAME.test(variable)) { return diagnostic('variableNameInvalid', { provider, variable }); }
  }
  return undefined;
}

function variablesOf(plan: InstrumentationPlan): string[] {
  return [
    ...Object.keys(plan.environment ?? {}),
    ...Object.keys(plan.appendedEnvironment ?? {}),
    ...(plan.secrets ?? []).map((secret) => secret.variable),
    ...(plan.handlerRedirect ? [plan.handlerRedirect.originalHandlerVariable] : []),
  ];
}

const LISTS = ['layers', 'permissions', 'secrets', 'referencedSecrets', 'notes'] as const;
const MAPS = ['environment', 'appendedEnvironment', 'handlerRedirect'] as const;

function shapeProblem(plan: InstrumentationPlan): string | undefined {
  if (!isMap(plan)) { return `it is ${kindOf(plan)}`; }
  const list = LISTS.find((name) => plan[name] !== undefined && !Array.isArray(plan[name]));
  if (list) { return `${list} must be a list, got ${kindOf(plan[list])}`; }
  const map = MAPS.find((name) => plan[name] !== undefined && !isMap(plan[name]));
  if (map) { return `${map} must be an object, got ${kindOf(plan[map])}`; }
  if (plan.activeTracing !== undefined && typeof plan.activeTracing !== 'boolean') { return `activeTracing must be true or false, got ${kindOf(plan.activeTracing)}`; }
  const layer = (plan.layers ?? []).findIndex((candidate) => !isLayer(candidate));
  if (layer >= 0) { return `layers[${layer}] is no TracingLayer with an ARN`; }
  const note = (plan.notes ?? []).findIndex((candidate) => !isText(candidate?.id) || !isText(candidate.message));
  return note >= 0 ? `notes[${note}] needs an id and a message` : undefined;
}

function valueProblem(plan: InstrumentationPlan): string | undefined {
  if (!Object.values(TracingLevel).includes(plan.level)) { return `level is ${JSON.stringify(plan.level)}`; }
  if (plan.execWrapper !== undefined && !(isText(plan.execWrapper) && plan.execWrapper.startsWith('/opt/'))) {
    return `execWrapper must be a path under /opt, got ${JSON.stringify(plan.execWrapper)}`;
  }
  const missing = (['handler', 'originalHandlerVariable'] as const).find((name) => plan.handlerRedirect && !isText(plan.handlerRedirect[name]));
  if (missing) { return `handlerRedirect has no ${missing}`; }
  const wrapped = [plan.environment, plan.appendedEnvironment].some((variables) => variables?.[EXEC_WRAPPER_VARIABLE] !== undefined);
  if (wrapped) { return `${EXEC_WRAPPER_VARIABLE} belongs into execWrapper, not among the variables`; }
  const badValue = [
    ['originalHandler', plan.handlerRedirect?.originalHandler ?? ''],
    ...Object.entries(plan.environment ?? {}), ...Object.entries(plan.appendedEnvironment ?? {}),
  ].find(([, value]) => typeof value !== 'string');
  if (badValue) { return `the value of ${badValue[0]} is ${kindOf(badValue[1])}, not a string`; }
  const badPermission = (plan.permissions ?? []).find((permission) => !isTextList(permission?.actions) || !isTextList(permission.resources));
  if (badPermission !== undefined) { return `a permission needs actions and resources, got ${JSON.stringify(badPermission)}`; }
  return secretProblem(plan);
}

function secretProblem(plan: InstrumentationPlan): string | undefined {
  for (const [index, planned] of (plan.secrets ?? []).entries()) {
    if (!isMap(planned) || !isText(planned.variable)) { return `secrets[${index}] has no variable`; }
    if (!isSecret(planned.secret)) { return `${planned.variable} names a secret, but what is given is no TracingSecret`; }
    if (planned.secret.identifier(planned.byArn ?? false) === undefined) { return `${planned.variable} names a secret, but a ${planned.secret.store} value has no name`; }
  }
  const referenced = (plan.referencedSecrets ?? []).findIndex((secret) => !isSecret(secret));
  return referenced >= 0 ? `referencedSecrets[${referenced}] is no TracingSecret` : undefined;
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

/** By its members, not its class: the provider may come with another copy of this package. */
function isLayer(value: unknown): boolean {
  const { arn, arnByRegion, assetPath } = (value ?? {}) as Partial<TracingLayer>;
  if (arnByRegion !== undefined) { return isMap(arnByRegion) && isTextList(Object.values(arnByRegion)); }
  return isText(arn ?? assetPath);
}

function isSecret(value: unknown): value is TracingSecret {
  return isMap(value) && typeof (value as Partial<TracingSecret>).identifier === 'function';
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}
