import { messageOf } from './error-message';
import { Decision } from '../core/decision';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel } from '../core/function-model';
import { ITracingProvider } from '../core/provider';

/** What a provider decides about a function. It may be anybody's: whatever it throws or returns must not end the synthesis. */
export function askProvider(provider: ITracingProvider, model: FunctionModel): Decision {
  const failed = (error: string) => Decision.skip(diagnostic('providerFailed', { provider: nameOf(provider), error }));
  makeReadOnly(model);
  try {
    const decision: unknown = provider.decide(model);
    if (typeof decision !== 'object' || decision === null) { return failed('it returned no decision'); }
    const { plan, reason, provider: by } = decision as Partial<Decision>;
    const named = (made: Decision) => (typeof by === 'string' && by !== '' ? made.madeBy(by) : made);
    if (plan !== undefined && plan !== null) { return named(Decision.instrument(plan)); }
    return isDiagnostic(reason) ? named(Decision.skip(reason)) : failed('it gave neither a plan nor a reason with an id and a message');
  } catch (error) {
    return failed(messageOf(error));
  }
}

/** A name may be missing, or throw: providers come from anywhere. */
export function nameOf(provider: ITracingProvider): string {
  try {
    return provider.name || provider.constructor.name;
  } catch {
    return 'the provider';
  }
}

/**
 * A provider cannot change it. It is frozen, but where the app is in Python, Java, .NET or Go (their jsii runtimes set the variable, which aws-cdk-lib
 * reads as well): jsii puts a mark of its own on what a provider is given there. To have it read-only property by property costs ten times as much.
 */
function makeReadOnly(model: FunctionModel): void {
  Object.freeze(model.layers);
  Object.freeze(model.environment);
  Object.freeze(model.unresolvedEnvironment);
  if (process.env.JSII_AGENT === undefined) {
    Object.freeze(model);
    return;
  }
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(model))) {
    Object.defineProperty(model, name, get === undefined ? { writable: false, configurable: false } : { configurable: false });
  }
}

function isDiagnostic(reason: Diagnostic | undefined): reason is Diagnostic {
  return typeof reason?.id === 'string' && typeof reason.message === 'string';
}
