import { FunctionModel } from './function-model';
import { InstrumentationPlan } from './instrumentation-plan';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';

export interface Variables { readonly [name: string]: string }

/** Variables to extend: the text goes after what is there. */
export interface AppendedVariables { readonly [name: string]: { readonly separator: string; readonly text: string } }

const SEPARATORS: { readonly [name: string]: string } = { PYTHONPATH: ':' };

/** Whether the function has a variable, known or not: then it is the user's, and stays. */
export function isTaken(model: FunctionModel, name: string): boolean {
  return Object.hasOwn(model.environment, name) || model.unresolvedEnvironment.includes(name);
}

/** What is to be set where the function has nothing: the weakest word first. */
export function wantedVariables(plan: InstrumentationPlan, configured: Variables, originalHandler: Variables | undefined): Record<string, string> {
  const secrets: Record<string, string> = {};
  plan.secrets?.forEach(({ variable, secret, byArn }) => { secrets[variable] = secret.identifier(byArn ?? false)!; });
  return { ...plan.environment, ...secrets, ...configured, ...(plan.execWrapper ? { [EXEC_WRAPPER_VARIABLE]: plan.execWrapper } : undefined), ...originalHandler };
}

/** Variables without which nothing is traced. */
export function essentialVariables({ execWrapper, handlerRedirect }: InstrumentationPlan): string[] {
  const names = execWrapper ? [EXEC_WRAPPER_VARIABLE] : [];
  if (handlerRedirect) { names.push(handlerRedirect.originalHandlerVariable); }
  return names;
}

/** Extends what is to be set, where it is to be extended as well: that is one value. The rest is to be appended to what the function has. */
export function appendTo(environment: Record<string, string>, model: FunctionModel, texts: Variables): AppendedVariables {
  const appended: Record<string, { separator: string; text: string }> = {};
  for (const [name, text] of Object.entries(texts)) {
    const separator = SEPARATORS[name] ?? ' ';
    const present = environment[name] ?? model.environment[name] ?? '';
    // Already there, as a whole item of the list: attached by hand, or by an earlier run.
    if (`${separator}${present}${separator}`.includes(`${separator}${text}${separator}`)) { continue; }
    if (Object.hasOwn(environment, name)) {
      environment[name] += separator + text;
    } else {
      appended[name] = { separator, text };
    }
  }
  return appended;
}

/** What is to be appended counts without its name where the function has the variable. */
export function appendedBytes(model: FunctionModel, appended: AppendedVariables): number {
  let bytes = 0;
  for (const [name, { separator, text }] of Object.entries(appended)) {
    bytes += isTaken(model, name) ? Buffer.byteLength(separator + text) : Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return bytes;
}
