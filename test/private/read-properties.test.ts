import { App, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { FunctionProperties } from '../../src/core/function-facts';
import { render } from '../../src/private/lambda-resource';
import { readProperties } from '../../src/private/read-properties';
import { resolved } from '../../src/private/resolved';

const stack = () => new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
const CODE = { zipFile: 'exports.handler = async () => 1;' };

let count = 0;
function fn(props: object): lambda.CfnFunction {
  count += 1;
  return new lambda.CfnFunction(stack(), `Fn${count}`, { role: 'arn:aws:iam::123456789012:role/r', code: CODE, ...props } as lambda.CfnFunctionProps);
}

/** What is read, beside what CDK renders of the same properties. A whole `Code` holds more than is asked for. */
function bothWays(resource: lambda.CfnFunction): [FunctionProperties, FunctionProperties] {
  const { properties } = readProperties(resource);
  const rendered: FunctionProperties = render(resource).Properties ?? {};
  const only = (all: FunctionProperties): FunctionProperties => JSON.parse(JSON.stringify({
    ...Object.fromEntries(['Architectures', 'CodeSigningConfigArn', 'Environment', 'Handler', 'Layers', 'MemorySize', 'PackageType', 'Runtime', 'SnapStart', 'TracingConfig']
      .map((name) => [name, (all as Record<string, unknown>)[name]])),
    Code: { ImageUri: all.Code?.ImageUri, ZipFile: all.Code?.ZipFile },
    Role: resolved(Stack.of(resource), all.Role),
  }));
  return [only(properties), only(rendered)];
}

/** A value as it is, behind a lazy one, or as an intrinsic function. */
const maybeLazy = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.tuple(value, fc.constantFrom('plain', 'plain', 'lazy')).map(([plain, how]) =>
  (how === 'lazy' ? Lazy.uncachedAny({ produce: () => plain }) : plain));
const textOrToken = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom(Fn.importValue('x'), `a-${Fn.ref('B')}`, Lazy.uncachedString({ produce: () => 'late' })));
const variables = fc.dictionary(fc.constantFrom('A', 'Fn', 'ref', 'variables', 'TABLE'), textOrToken, { maxKeys: 3, noNullPrototype: true });
const intrinsic = fc.constant({ 'Fn::If': ['C', 'x', 'y'] });

const props = fc.record({
  runtime: textOrToken,
  handler: textOrToken,
  architectures: fc.oneof(fc.constantFrom([], ['arm64']), fc.constant(Token.asList(Fn.split(',', Fn.importValue('archs'))))),
  layers: fc.oneof(fc.array(textOrToken, { maxLength: 5 }), fc.constant(Token.asList(Fn.split(',', Fn.importValue('layers')))), fc.constant(Lazy.uncachedList({ produce: () => [] }))),
  environment: maybeLazy(fc.oneof(
    fc.record({ variables: maybeLazy(variables) }), fc.constant({}), intrinsic, fc.record({ variables: intrinsic }), fc.record({ Variables: variables }),
  )),
  tracingConfig: maybeLazy(fc.oneof(fc.record({ mode: textOrToken }), fc.constant({}), intrinsic)),
  snapStart: maybeLazy(fc.oneof(fc.record({ applyOn: fc.constantFrom('PublishedVersions', 'None') }), intrinsic)),
  memorySize: fc.oneof(fc.integer({ min: 128, max: 10240 }), fc.constant(Lazy.uncachedNumber({ produce: () => 512 }))),
  packageType: fc.constantFrom('Zip', 'Image'),
  codeSigningConfigArn: textOrToken,
  code: maybeLazy(fc.oneof(fc.constant(CODE), fc.record({ imageUri: textOrToken }), fc.record({ s3Bucket: textOrToken, s3Key: textOrToken }))),
}, { requiredKeys: [] });

test('a plain function is read as CDK renders it, whatever it holds', () => {
  fc.assert(fc.property(props, (shape) => {
    const resource = fn(shape);
    let rendered;
    try {
      rendered = render(resource);
    } catch {
      return; // CDK's own validation refuses it, and will say so when it writes the template
    }
    expect(rendered).toBeDefined();
    const [read, asRendered] = bothWays(resource);
    expect(read).toEqual(asRendered);
  }), { numRuns: 400 });
});

describe('read property by property', () => {
  test.each<[string, () => lambda.CfnFunction, boolean]>([
    ['an L1', () => fn({ runtime: 'nodejs22.x', handler: 'index.handler' }), true],
    ['with variables and layers', () => fn({ environment: { variables: { A: 'a' } }, layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:own:1'] }), true],
    ['one intrinsic function for a variable', () => fn({ environment: { variables: { A: Fn.ref('B') } } }), true],
    ['one intrinsic function for all variables', () => fn({ environment: Lazy.uncachedAny({ produce: () => ({ variables: { 'Fn::If': ['C', {}, {}] } }) }) }), false],
    ['a misspelled name', () => fn({ environment: { Variables: {} } }), false],
    ['a property override', () => { const one = fn({}); one.addPropertyOverride('Runtime', 'python3.13'); return one; }, false],
    ['an override outside the properties', () => { const one = fn({}); one.addOverride('DependsOn', ['X']); return one; }, false],
    ['a deletion', () => { const one = fn({ runtime: 'nodejs22.x' }); one.addPropertyDeletionOverride('Runtime'); return one; }, false],
    ['an L2', () => new lambda.Function(stack(), 'L2', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') }).node.defaultChild as lambda.CfnFunction, true],
    ['a class of the user’s', () => new class extends lambda.CfnFunction {
      protected renderProperties() { return { Runtime: 'python3.13' }; }
    }(stack(), 'Own', { role: 'r', code: CODE, runtime: 'nodejs22.x' }), false],
  ])('%s', (_, make, plain) => {
    const resource = make();
    const [read, rendered] = bothWays(resource);
    expect(read).toEqual(rendered);
    expect(readProperties(resource).plain).toBe(plain);
  });
});
