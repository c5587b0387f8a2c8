import { App, Aws, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction, Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { Decision, LambdaTracing, TracingLayer, TracingLevel } from '../../src';
import { isLiteral } from '../../src/private/literal';
import { resolved } from '../../src/private/resolved';

const stack = new Stack(new App(), 'Stack');

/** Everything by which CDK says that a value is not known yet. */
const TOKENS: { readonly [name: string]: () => unknown } = {
  'a token': () => Lazy.any({ produce: () => 'later' }),
  'text for a token': () => Aws.REGION,
  'text around a token': () => `before ${Aws.REGION} after`,
  'text for a number': () => `${Token.asNumber({ Ref: 'Size' })}`,
  'a number': () => Token.asNumber({ Ref: 'Size' }),
  'a list': () => Token.asList({ Ref: 'Subnets' }),
  'a map with a token for a name': () => ({ [Lazy.string({ produce: () => 'later' })]: 'value' }),
  'a reference': () => stack.stackId,
};

test.each(Object.entries(TOKENS))('%s is not taken for what it stands for, wherever it is', (_, make) => {
  for (const value of [make(), [make()].flat(), { name: make() }, { names: [{ name: make() }] }]) {
    expect(isLiteral(value)).toBe(false);
  }
});

const arbitrary: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 },
    fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(undefined),
    fc.constantFrom(...Object.values(TOKENS)).map((make) => make()),
    fc.array(tie('value'), { maxLength: 3 }).filter((items) => !items.some((item) => typeof item === 'string' && item.includes('#{'))),
    fc.dictionary(fc.string().filter((name) => name !== '__proto__'), tie('value'), { maxKeys: 3 }),
    tie('lazy')),
  lazy: tie('value').map((value) => Lazy.uncachedAny({ produce: () => value })),
})).value;

test('what is read is what CDK would have written', () => {
  fc.assert(fc.property(arbitrary, (value) => {
    expect(resolved(stack, value)).toEqual(stack.resolve(value));
  }));
});

test('what a token makes of others is left to CDK', () => {
  for (const value of [Fn.join('-', ['a', Fn.select(0, ['b'])]), Lazy.uncachedAny({ produce: (context) => context.resolve(Aws.REGION) })]) {
    expect(resolved(stack, value)).toEqual(stack.resolve(value));
  }
});

/** As jsii makes one of an object in Python, Java, .NET or Go. */
function foreign(value: unknown): object {
  return Object.defineProperties({}, { resolve: { value: () => value }, creationStack: { value: [] }, toString: { value: () => 'foreign' }, typeHint: { value: undefined } });
}

test('a token whose methods cannot be listed is a token', () => {
  const values = [foreign('text'), { a: foreign('text') }, Lazy.uncachedAny({ produce: () => ({ a: foreign({ b: Aws.REGION }) }) })];
  for (const value of values) { expect(resolved(stack, value)).toEqual(stack.resolve(value)); }
});

test('a token that does without what it is refused is left to CDK', () => {
  const value = Lazy.uncachedAny({
    produce: (context) => {
      try {
        return context.resolve(Aws.REGION) as unknown;
      } catch {
        return 'fallback';
      }
    },
  });
  expect(resolved(stack, value)).toEqual({ Ref: 'AWS::Region' });
});

test('an error of a token is CDK\'s own', () => {
  expect(() => resolved(stack, Lazy.uncachedAny({ produce: () => { throw new Error('no such table'); } }))).toThrow(/Resolution error: no such table/);
});

describe('what is attached lazily', () => {
  const LAYER = 'arn:aws:lambda:eu-west-1:111122223333:layer:tracer:7';
  const plan = Decision.instrument({
    level: TracingLevel.CODE, layers: [TracingLayer.fromArn(LAYER)], environment: { OTEL_SERVICE_NAME: 'ours' }, appendedEnvironment: { NODE_OPTIONS: '--ours' },
  });

  function written(change: (fn: CfnFunction) => void, props: { environment?: { [name: string]: string } } = {}): { Layers: unknown; Environment: { Variables: object } } {
    const app = new App();
    const one = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
    const fn = new Function(one, 'Function', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('code'), ...props });
    LambdaTracing.of(app).add({ name: 'vendor', decide: () => plan });
    change(fn.node.defaultChild as CfnFunction);
    fn.addLayers(LayerVersion.fromLayerVersionArn(one, 'Layer', `arn:aws:lambda:eu-west-1:111122223333:layer:${props.environment ? Aws.ACCOUNT_ID : 'own'}:1`));
    const { Resources } = app.synth().getStackByName('Stack').template as { Resources: { [id: string]: { Type: string; Properties: never } } };
    return Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function')!.Properties;
  }

  test('stands beside what the L2 has', () => {
    expect(written(() => undefined)).toMatchObject({
      Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:own:1', LAYER],
      Environment: { Variables: { OTEL_SERVICE_NAME: 'ours', NODE_OPTIONS: '--ours' } },
    });
  });

  test('stands beside tokens of the user\'s, and extends a value that is one', () => {
    const made = written(() => undefined, { environment: { TABLE: Aws.STACK_NAME, NODE_OPTIONS: `--require ${Aws.REGION}` } });
    expect(made.Layers).toEqual([{ 'Fn::Join': ['', ['arn:aws:lambda:eu-west-1:111122223333:layer:', { Ref: 'AWS::AccountId' }, ':1']] }, LAYER]);
    expect(made.Environment.Variables).toEqual({
      TABLE: { Ref: 'AWS::StackName' }, OTEL_SERVICE_NAME: 'ours', NODE_OPTIONS: { 'Fn::Join': ['', ['--require ', { Ref: 'AWS::Region' }, ' --ours']] },
    });
  });

  test.each<[string, unknown, unknown[]]>([
    ['a list that is one token', Token.asList({ 'Fn::Split': [',', { Ref: 'Layers' }] }), []],
    ['a token that makes a list of others', Lazy.list({ produce: () => [Aws.STACK_ID] }), [{ Ref: 'AWS::StackId' }, LAYER]],
    ['a token that has CDK resolve', Lazy.uncachedList({ produce: (context) => context.resolve(['a', 'b']) as string[] }), ['a', 'b', LAYER]],
    ['a token that makes do', Lazy.uncachedList({ produce: (context) => { try { return context.resolve(['a']) as string[]; } catch { return []; } } }), ['a', LAYER]],
    ['a token for nothing', Lazy.list({ produce: () => undefined }), [LAYER]],
    ['nothing', undefined, [LAYER]],
  ])('where the layers are %s', (_, layers, expected) => {
    const made = written((fn) => { fn.layers = layers as string[]; });
    expect(made.Layers).toEqual(expected.length > 0 ? expected : { 'Fn::Split': [',', { Ref: 'Layers' }] });
  });

  test.each<[string, unknown]>([
    ['a token whose methods cannot be listed', Lazy.uncachedAny({ produce: () => ({ variables: foreign({ MINE: 'x' }) }) })],
    ['a token that makes do', Lazy.uncachedAny({ produce: (context) => { try { return { variables: { MINE: context.resolve(Fn.join('', ['x'])) as string } }; } catch { return { variables: {} }; } } })],
  ])('where the variables are %s', (_, environment) => {
    const made = written((fn) => { fn.environment = environment as never; });
    expect(made.Environment.Variables).toMatchObject({ MINE: 'x', OTEL_SERVICE_NAME: 'ours' });
  });
});
