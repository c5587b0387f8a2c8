import { FUNCTION_SHAPES, tracingModeIn, valueAt } from '../../src/core/function-facts';

test.each(Object.entries(FUNCTION_SHAPES))('%s has its X-Ray mode where its shape says', (_, shape) => {
  for (const properties of [{}, { TracingConfig: {} }, { TracingConfig: { Mode: 'Active' }, Tracing: 'PassThrough' }]) {
    expect(tracingModeIn(properties, shape)).toBe(valueAt(properties, shape.tracingMode));
  }
});
