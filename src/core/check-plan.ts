import { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import { InstrumentationPlan } from './instrumentation-plan';
import { RESERVED_VARIABLES, VARIABLE_NAME } from './limits';
import { TracingLevel } from './tracing-level';

/** What is wrong with a plan whatever the function: the provider's mistake, not the user's. */
export function problemWithPlan(plan: InstrumentationPlan, provider: string): Diagnostic | undefined {
  for (const variable of variablesOf(plan)) {
    if (RESERVED_VARIABLES.has(variable)) { return diagnostic('variableReserved', { provider, variable }); }
    if (!VARIABLE_NAME.test(variable)) { return diagnostic('variableNameInvalid', { provider, variable }); }
  }
  const why = contradiction(plan);
  return why ? diagnostic('planInvalid', { provider, why }) : undefined;
}

function variablesOf(plan: InstrumentationPlan): string[] {
  return [
    ...Object.keys(plan.environment ?? {}),
    ...Object.keys(plan.appendedEnvironment ?? {}),
    ...(plan.secrets ?? []).map((secret) => secret.variable),
    ...(plan.handlerRedirect ? [plan.handlerRedirect.originalHandlerVariable] : []),
  ];
}

function contradiction(plan: InstrumentationPlan): string | undefined {
  if (!Object.values(TracingLevel).includes(plan.level)) { return `level is ${JSON.stringify(plan.level)}`; }
  if (plan.execWrapper !== undefined && !plan.execWrapper.startsWith('/opt/')) { return `execWrapper must be a path under /opt, got '${plan.execWrapper}'`; }
  if (plan.handlerRedirect && !plan.handlerRedirect.handler) { return 'handlerRedirect has no handler'; }
  const badValue = Object.entries({ ...plan.environment, ...plan.appendedEnvironment }).find(([, value]) => typeof value !== 'string');
  if (badValue) { return `the value of ${badValue[0]} is ${badValue[1] === null ? 'null' : typeof badValue[1]}, not a string`; }
  const badPermission = (plan.permissions ?? []).find(({ actions, resources }) => !actions?.length || !resources?.length);
  if (badPermission) { return `a permission needs actions and resources, got ${JSON.stringify(badPermission)}`; }
  const badSecret = (plan.secrets ?? []).find(({ secret, byArn }) => secret.identifier(byArn ?? false) === undefined);
  if (badSecret) { return `${badSecret.variable} names a secret, but a ${badSecret.secret.store} value has no name`; }
  return undefined;
}
