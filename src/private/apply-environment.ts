import { CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { producedFor, tokenOf } from './ask-token';
import { isTyped } from './lambda-resource';
import { isLiteral, isPlainMap } from './literal';
import { inStack } from './placeholders';
import { ReadResult } from './read-model';
import { resolved } from './resolved';
import { FunctionChange } from '../core/merge';

type Variables = { readonly [name: string]: unknown };

/** What becomes of one variable, by what the user has there when the template is written: the user's value wins, but where it says otherwise. */
interface Setting {
  /** What is set where the user has nothing. */
  readonly value: unknown;
  /** What goes after a value of the user's. */
  readonly addition?: string;
  /** Of the variable that takes the handler, which is not known to us: another value would have another function run. */
  readonly always?: boolean;
}

interface Settings { [name: string]: Setting }

/**
 * Sets the variables of a change. By the L1's public property where there is one: a variable that the user sets later, the same
 * one included, is the user's and wins, and all of ours cost the synthesis one token.
 */
export function applyEnvironment(resource: CfnResource, { properties, plain }: ReadResult, change: FunctionChange): void {
  const settings = settingsOf(Stack.of(resource), change, properties.Handler);
  if (!plain) { setOverridden(resource, properties.Environment?.Variables ?? {}, settings); }
  if (isTyped(resource) && Object.keys(settings).length > 0) { setVariables(resource, settings); }
}

/** Sets, and takes from the settings, what the public property does not say, now or later: what a raw resource has, or an override has set. */
function setOverridden(resource: CfnResource, former: Variables, settings: Settings): void {
  // Nothing to resolve where the function has none of them.
  const live = isTyped(resource) && Object.keys(settings).some((name) => name in former) ? variablesIn(resolved(Stack.of(resource), resource.environment)) : {};
  for (const [name, setting] of Object.entries(settings)) {
    if (!isTyped(resource) || JSON.stringify(live[name]) !== JSON.stringify(former[name])) {
      resource.addPropertyOverride(`Environment.Variables.${name}`, valueOf(setting, former[name]));
      delete settings[name];
    }
  }
}

function setVariables(resource: CfnFunction, settings: Settings): void {
  const { environment } = resource;
  const token = tokenOf(environment);
  resource.environment = Lazy.uncachedAny({
    produce: (context) => {
      const users = (token && usersVariables(producedFor(context, token)?.value, settings)) ?? variablesIn(context.resolve(environment));
      return { variables: withSettings(users, settings) };
    },
  });
}

function settingsOf(stack: Stack, change: FunctionChange, handler: unknown): Settings {
  const settings: Settings = {};
  for (const name of Object.keys(change.environment)) { settings[name] = { value: inStack(stack, change.environment[name]) }; }
  for (const name of Object.keys(change.appended)) {
    const { separator, text } = change.appended[name];
    settings[name] = { value: text, addition: separator + text };
  }
  if (change.originalHandlerVariable !== undefined) { settings[change.originalHandlerVariable] = { value: handler, always: true }; }
  return settings;
}

/** The user's variables, with tokens in them: CDK resolves what is produced, and to have it do so here as well would cost as much again. Those that we set too have to be known. */
function usersVariables(environment: unknown, settings: Settings): Variables | undefined {
  const { variables } = (environment ?? {}) as { readonly variables?: Variables };
  if (!isPlainMap(variables)) { return undefined; }
  for (const name of Object.keys(settings)) {
    if (variables[name] !== undefined && !isLiteral(variables[name])) { return undefined; }
  }
  return variables;
}

function withSettings(users: Variables, settings: Settings): Variables {
  const variables: { [name: string]: unknown } = { ...users };
  for (const name of Object.keys(settings)) { variables[name] = valueOf(settings[name], users[name]); }
  return variables;
}

function valueOf({ value, addition, always }: Setting, users: unknown): unknown {
  if (always || users === undefined || users === null) { return value; }
  return addition === undefined ? users : joined(users, addition);
}

function variablesIn(environment: { readonly variables?: Variables } | undefined): Variables {
  return environment?.variables ?? {};
}

/** The user's value, followed by ours. */
function joined(users: unknown, addition: string): string {
  return typeof users === 'string' ? users + addition : Fn.join('', [users as string, addition]);
}
