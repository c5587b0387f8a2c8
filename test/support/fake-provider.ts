import { Decision, FunctionModel, InstrumentationPlan, ITracingProvider, TracingLevel } from '../../src';

/** A provider that gives everybody the same plan. */
export function fakeProvider(plan: Partial<InstrumentationPlan> = {}, name = 'fake'): ITracingProvider {
  return { name, decide: () => Decision.instrument({ level: TracingLevel.CODE, ...plan }) };
}

/** A provider that sets one variable: enough to see whose turn it was. */
export function signingProvider(name: string): ITracingProvider {
  return fakeProvider({ environment: { TRACED_BY: name } }, name);
}

/** A provider that remembers what it was asked. */
export function recordingProvider(plan: Partial<InstrumentationPlan> = {}): ITracingProvider & { readonly models: FunctionModel[] } {
  const models: FunctionModel[] = [];
  return {
    name: 'recording',
    models,
    decide: (model) => {
      models.push(model);
      return Decision.instrument({ level: TracingLevel.CODE, ...plan });
    },
  };
}

/** A provider whose answer is whatever is passed, however wrong. */
export function answering(answer: unknown, name = 'garbage'): ITracingProvider {
  return { name, decide: () => answer as Decision };
}
