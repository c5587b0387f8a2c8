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
  const variable = badNameIn(plan.environment) ?? badNameIn(plan.appendedEnvironment)
    ?? plan.secrets?.map((secret) => secret.variable).find(isBadName)
    ?? [plan.handlerRedirect?.originalHandlerVariable].find(isBadName);
  return variable === undefined ? undefined : diagnostic(RESERVED_VARIABLES.has(variable) ? 'variableReserved' : 'variableNameInvalid', { provider, variable });
}

function badNameIn(variables: { readonly [name: string]: string } | undefined): string | undefined {
  return variables && Object.keys(variables).find(isBadName);
}

function isBadName(variable: string | undefined): boolean {
  return variable !== undefined && (RESERVED_VARIABLES.has(variable) || !VARIABLE_NAME.test(variable));
}

const LEVELS: ReadonlySet<TracingLevel> = new Set(Object.values(TracingLevel));
const LISTS = ['layers', 'permissions', 'secrets', 'referencedSecrets', 'notes'] as const;
const MAPS = ['environment', 'appendedEnvironment', 'handlerRedirect'] as const;

function shapeProblem(plan: InstrumentationPlan): string | undefined {
  if (!isMap(plan)) { return `it is ${kindOf(plan)}`; }
  const list = LISTS.find((name) => plan[name] !== undefined && !Array.isArray(plan[name]));
  if (list) { return `${list} must be a list, got ${kindOf(plan[list])}`; }
  const map = MAPS.find((name) => plan[name] !== undefined && !isMap(plan[name]));
  if (map) { return `${map} must be an object, got ${kindOf(plan[map])}`; }
  if (plan.activeTracing !== undefined && typeof plan.activeTracing !== 'boolean') { return `activeTracing must be true or false, got ${kindOf(plan.activeTracing)}`; }
  const layer = plan.layers?.findIndex((candidate) => !isLayer(candidate)) ?? -1;
  if (layer >= 0) { return `layers[${layer}] is no TracingLayer with an ARN`; }
  const note = plan.notes?.findIndex((candidate) => !isText(candidate?.id) || !isText(candidate.message)) ?? -1;
  return note >= 0 ? `notes[${note}] needs an id and a message` : undefined;
}

function valueProblem(plan: InstrumentationPlan): string | undefined {
  if (!LEVELS.has(plan.level)) { return `level is ${JSON.stringify(plan.level)}`; }
  if (plan.execWrapper !== undefined && !(isText(plan.execWrapper) && plan.execWrapper.startsWith('/opt/'))) {
    return `execWrapper must be a path under /opt, got ${JSON.stringify(plan.execWrapper)}`;
  }
  const missing = plan.handlerRedirect && (['handler', 'originalHandlerVariable'] as const).find((name) => !isText(plan.handlerRedirect![name]));
  if (missing) { return `handlerRedirect has no ${missing}`; }
  if (plan.environment?.[EXEC_WRAPPER_VARIABLE] !== undefined || plan.appendedEnvironment?.[EXEC_WRAPPER_VARIABLE] !== undefined) {
    return `${EXEC_WRAPPER_VARIABLE} belongs into execWrapper, not among the variables`;
  }
  const badValue = badValueIn({ originalHandler: plan.handlerRedirect?.originalHandler ?? '' }) ?? badValueIn(plan.environment) ?? badValueIn(plan.appendedEnvironment);
  if (badValue) { return badValue; }
  const badPermission = plan.permissions?.find((permission) => !isTextList(permission?.actions) || !isTextList(permission.resources));
  if (badPermission !== undefined) { return `a permission needs actions and resources, got ${JSON.stringify(badPermission)}`; }
  return plan.secrets === undefined && plan.referencedSecrets === undefined ? undefined : secretProblem(plan);
}

function badValueIn(variables: { readonly [name: string]: unknown } | undefined): string | undefined {
  if (variables === undefined) { return undefined; }
  const name = Object.keys(variables).find((key) => typeof variables[key] !== 'string');
  return name === undefined ? undefined : `the value of ${name} is ${kindOf(variables[name])}, not a string`;
}

function secretProblem(plan: InstrumentationPlan): string | undefined {
  for (const [index, planned] of (plan.secrets ?? []).entries()) {
    if (!isMap(planned) || !isText(planned.variable)) { return `secrets[${index}] has no variable`; }
    if (!isSecret(planned.secret)) { return `${planned.variable} names a secret, but what is given is no TracingSecret`; }
    if (planned.secret.identifier(planned.byArn ?? false) === undefined) { return `${planned.variable} names a secret, but ${planned.secret.jsonField === undefined ? `a ${planned.secret.store} value` : 'a field of one'} has no name`; }
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
