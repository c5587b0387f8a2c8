import { IResolveContext, Lazy, Stack, Token } from 'aws-cdk-lib';
import { producedBy, tokenOf } from '../../src/private/ask-token';
import { app } from '../support/app';

/** A token that wants more than to be asked, and does without where that fails. */
const WANTING: Readonly<Record<string, (context: IResolveContext) => unknown>> = {
  'calls it': (context) => attempt(() => context.resolve('x')),
  'takes the method out first': ({ resolve }) => attempt(() => resolve('x')),
  'calls it on a context made from the one it got': (context) => attempt(() => (Object.create(context) as IResolveContext).resolve('x')),
  'calls it on a copy of the context': (context) => attempt(() => ({ ...context }).resolve('x')),
  'registers a post-processor': (context) => attempt(() => context.registerPostProcessor({ postProcess: (value) => value })),
};

function attempt(run: () => unknown): unknown {
  try { return run(); } catch { return 'fallback'; }
}

test.each(Object.entries(WANTING))('a token that %s is left to CDK', (_, resolve) => {
  const stack = new Stack(app());
  expect(producedBy({ resolve, creationStack: [], toString: () => '' }, stack)).toBeUndefined();
});

test('a token that only has to be asked is asked', () => {
  const stack = new Stack(app());
  const token = tokenOf(Lazy.string({ produce: () => 'made' }))!;
  expect(Token.isUnresolved(token)).toBe(true);
  expect(producedBy(token, stack)).toEqual({ value: 'made' });
});
