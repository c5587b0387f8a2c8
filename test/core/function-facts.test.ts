import { functionFacts, FUNCTION_SHAPES, tracingModeIn, unreadableProperties, valueAt } from '../../src/core/function-facts';

test.each(Object.entries(FUNCTION_SHAPES))('%s has its X-Ray mode where its shape says', (_, shape) => {
  for (const properties of [{}, { TracingConfig: {} }, { TracingConfig: { Mode: 'Active' }, Tracing: 'PassThrough' }]) {
    expect(tracingModeIn(properties, shape)).toBe(valueAt(properties, shape.tracingMode));
  }
});

test.each<[string, object]>([
  ['no environment', {}],
  ['null for it', { Environment: null }],
  ['no variables in it', { Environment: {} }],
  ['null for all variables', { Environment: { Variables: null } }],
])('%s is no variable, and can be read', (_, properties) => {
  expect(unreadableProperties(properties)).toBeUndefined();
  expect(functionFacts(properties, FUNCTION_SHAPES['AWS::Lambda::Function'])).toMatchObject({ environment: {}, unresolvedEnvironment: [] });
});
