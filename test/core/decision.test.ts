import { Decision, TracingLevel, TracingProvider } from '../../src';

test('a decision is a plan or a reason, never both', () => {
  const plan = { level: TracingLevel.CODE };
  const reason = { id: 'vendor:no', message: 'no layer for cobol' };
  expect(Decision.instrument(plan)).toMatchObject({ plan, reason: undefined });
  expect(Decision.skip(reason)).toMatchObject({ plan: undefined, reason });
});

test('the base class asks for a name and a decision only', () => {
  class Vendor extends TracingProvider {
    public readonly name = 'vendor';
    public decide(): Decision {
      return Decision.skip({ id: 'vendor:no', message: 'not today' });
    }
  }
  expect(new Vendor().decide().reason?.message).toBe('not today');
});
