import { CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { producedFor, tokenOf } from './ask-token';
import { isTyped } from './lambda-resource';
import { isLiteral, isPlainMap } from './literal';
import { inStack } from './placeholders';
import { ReadResult } from './read-model';
import { resolved } from './resolved';
import { FunctionChange } from '../core/merge';

type Variables = { readonly [name: string]: unknown };

/** What becomes of one variable, by what the user has there when the template is written. */
type Setting = (users: unknown) => unknown;

/**
 * Sets the variables of a change. By the L1's public property where there is one: a variable that the user sets later, the same
 * one included, is the user's and wins, and all of ours cost the synthesis one token.
 */
export function applyEnvironment(resource: CfnResource, { properties, plain }: ReadResult, change: FunctionChange): void {
  const settings = settingsOf(Stack.of(resource), change, properties.Handler);
  if (Object.keys(settings).length === 0) { return; }
  const former: Variables = properties.Environment?.Variables ?? {};
  // Nothing to compare, and nothing to resolve once more, where the function has none of them.
  const live = plain ? former : isTyped(resource) && Object.keys(settings).some((name) => name in former) ? variablesIn(resolved(Stack.of(resource), resource.environment)) : {};
  for (const [name, setting] of Object.entries(settings)) {
    // What a raw resource has, or an override has set, is not what the property says, then or later.
    if (!isTyped(resource) || JSON.stringify(live[name]) !== JSON.stringify(former[name])) {
      resource.addPropertyOverride(`Environment.Variables.${name}`, setting(former[name]));
      delete settings[name];
    }
  }
  if (isTyped(resource) && Object.keys(settings).length > 0) {
    const { environment } = resource;
    const token = tokenOf(environment);
    resource.environment = Lazy.uncachedAny({
      produce: (context) => {
        const users = (token && usersVariables(producedFor(context, token)?.value, settings)) ?? variablesIn(context.resolve(environment));
        return { variables: withSettings(users, settings) };
      },
    });
  }
}

function settingsOf(stack: Stack, change: FunctionChange, handler: unknown): { [name: string]: Setting } {
  const settings: { [name: string]: Setting } = {};
  for (const [name, value] of Object.entries(change.environment)) {
    const ours = inStack(stack, value);
    settings[name] = (users) => users ?? ours;
  }
  for (const [name, { separator, text }] of Object.entries(change.appended)) {
    settings[name] = (users) => (users === undefined ? text : joined(users, separator + text));
  }
  if (change.originalHandlerVariable !== undefined) { settings[change.originalHandlerVariable] = () => handler; }
  return settings;
}

/** The user's variables, with tokens in them: CDK resolves what is produced, and to have it do so here as well would cost as much again. Those that we set too have to be known. */
function usersVariables(environment: unknown, settings: { readonly [name: string]: Setting }): Variables | undefined {
  const { variables } = (environment ?? {}) as { readonly variables?: Variables };
  if (!isPlainMap(variables)) { return undefined; }
  for (const name in settings) {
    if (variables[name] !== undefined && !isLiteral(variables[name])) { return undefined; }
  }
  return variables;
}

function withSettings(users: Variables, settings: { readonly [name: string]: Setting }): Variables {
  const variables: { [name: string]: unknown } = { ...users };
  for (const name in settings) { variables[name] = settings[name](users[name]); }
  return variables;
}

function variablesIn(environment: { readonly variables?: Variables } | undefined): Variables {
  return environment?.variables ?? {};
}

/** The user's value, followed by ours. */
function joined(users: unknown, addition: string): string {
  return typeof users === 'string' ? users + addition : Fn.join('', [users as string, addition]);
}
