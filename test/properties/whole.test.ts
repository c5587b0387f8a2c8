import { App, Aspects, CfnResource, Fn, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { Decision, FunctionModel, InstrumentationPlan, LambdaTracing, TracingAspect, TracingLayer, TracingLevel, TracingProvider } from '../../src';
import { synthesize, Synthesis } from '../shapes/synthesis';

/** How a generated function looks. */
interface FunctionShape {
  readonly kind: 'l2' | 'l1' | 'raw' | 'singleton';
  readonly runtime: string;
  readonly variables: Record<string, string>;
  readonly intrinsicVariable: boolean;
  readonly layers: number;
  readonly ownRole: 'made' | 'arn' | 'shared';
  readonly mode?: string;
  readonly version: boolean;
  readonly optedOut: 'no' | 'facade' | 'tag';
}

/** A generated app: stacks of functions, some in a Stage. */
interface AppShape {
  readonly stacks: readonly { readonly inStage: boolean; readonly region?: string; readonly functions: readonly FunctionShape[] }[];
  readonly plan: InstrumentationPlan;
  readonly throws: boolean;
}

const variableName = fc.constantFrom('TABLE', 'AWS_LAMBDA_EXEC_WRAPPER', 'NODE_OPTIONS', 'OTEL_SERVICE_NAME', 'ORIGINAL', 'QUEUE_URL');
const text = fc.string({ maxLength: 40 });

const functionShape: fc.Arbitrary<FunctionShape> = fc.record({
  kind: fc.constantFrom('l2', 'l2', 'l1', 'raw', 'singleton'),
  runtime: fc.constantFrom('nodejs22.x', 'python3.13', 'provided.al2023', 'java21'),
  variables: fc.dictionary(variableName, text, { maxKeys: 3, noNullPrototype: true }),
  intrinsicVariable: fc.boolean(),
  layers: fc.integer({ min: 0, max: 5 }),
  ownRole: fc.constantFrom('made', 'arn', 'shared'),
  mode: fc.option(fc.constantFrom('Active', 'PassThrough'), { nil: undefined }),
  version: fc.boolean(),
  optedOut: fc.constantFrom('no', 'no', 'no', 'facade', 'tag'),
}, { requiredKeys: ['kind', 'runtime', 'variables', 'intrinsicVariable', 'layers', 'ownRole', 'version', 'optedOut'] });

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;

const plan: fc.Arbitrary<InstrumentationPlan> = fc.record({
  level: fc.constantFrom(TracingLevel.CODE, TracingLevel.INVOCATION),
  layers: fc.array(fc.constantFrom(
    TracingLayer.fromArn(arn('tracer')), TracingLayer.fromArn(arn('own1')), TracingLayer.fromArnByRegion({ 'eu-west-1': arn('regional'), 'us-east-1': arn('regional') }),
  ), { maxLength: 3 }),
  execWrapper: fc.option(fc.constantFrom('/opt/tracer', 'not-a-path'), { nil: undefined, freq: 6 }),
  environment: fc.dictionary(fc.constantFrom('OTEL_SERVICE_NAME', 'OTEL_X', 'A', 'AWS_REGION'), fc.string({ maxLength: 3000 }), { maxKeys: 2, noNullPrototype: true }),
  appendedEnvironment: fc.option(fc.constant({ NODE_OPTIONS: '--import /opt/x.mjs' }), { nil: undefined }),
  handlerRedirect: fc.option(fc.constant({ handler: 'tracer.handler', originalHandlerVariable: 'ORIGINAL' }), { nil: undefined }),
  activeTracing: fc.boolean(),
  permissions: fc.constantFrom([], [{ actions: ['logs:PutLogEvents'], resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*'] }]),
}, { requiredKeys: ['level'] });

const appShape: fc.Arbitrary<AppShape> = fc.record({
  stacks: fc.array(fc.record({
    inStage: fc.boolean(),
    region: fc.option(fc.constantFrom('eu-west-1', 'us-east-1'), { nil: undefined }),
    functions: fc.array(functionShape, { minLength: 1, maxLength: 4 }),
  }, { requiredKeys: ['inStage', 'functions'] }), { minLength: 1, maxLength: 3 }),
  plan,
  throws: fc.boolean(),
});

class GeneratedProvider extends TracingProvider {
  public readonly name = 'generated';
  constructor(private readonly app: AppShape) { super(); }

  public decide(model: FunctionModel): Decision {
    if (this.app.throws && model.runtime === 'python3.13') { throw new Error('no python'); }
    return model.runtime === 'java21' ? Decision.skip({ id: 'generated:noJava', message: 'no java' }) : Decision.instrument(this.app.plan);
  }
}

function build(app: App, shape: AppShape): void {
  shape.stacks.forEach(({ inStage, region, functions }, index) => {
    const scope = inStage ? new Stage(app, `Stage${index}`) : app;
    const stack = new Stack(scope, `Stack${index}`, region === undefined ? {} : { env: { account: '123456789012', region } });
    const shared = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    functions.forEach((fn, number) => addFunction(stack, `Fn${number}`, fn, shared));
  });
}

function addFunction(stack: Stack, id: string, shape: FunctionShape, shared: iam.Role): void {
  const layers = Array.from({ length: shape.layers }, (_, index) => arn(`own${index}`));
  const variables: Record<string, any> = { ...shape.variables, ...(shape.intrinsicVariable ? { ELSEWHERE: Fn.ref('AWS::StackName') } : {}) };
  const roleArn = shape.ownRole === 'arn' ? 'arn:aws:iam::123456789012:role/r' : shared.roleArn;
  const code = { zipFile: 'exports.handler = 1' };
  const tracing = shape.mode === undefined ? undefined : { mode: shape.mode };
  const construct = (() => {
    switch (shape.kind) {
      case 'l1':
        return new lambda.CfnFunction(stack, id, { code, runtime: shape.runtime, handler: 'index.handler', role: roleArn, layers, environment: { variables }, tracingConfig: tracing });
      case 'raw':
        return new CfnResource(stack, id, {
          type: 'AWS::Lambda::Function',
          properties: {
            Code: { ZipFile: 'x' }, Runtime: shape.runtime, Handler: 'index.handler', Role: roleArn, Layers: layers, Environment: { Variables: variables },
            ...(shape.mode ? { TracingConfig: { Mode: shape.mode } } : {}),
          },
        });
      default: {
        const props: lambda.FunctionProps = {
          runtime: new lambda.Runtime(shape.runtime), handler: 'index.handler', code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, `${id}Code`, 'artefacts'), 'k'), environment: variables,
          layers: layers.map((layer, index) => lambda.LayerVersion.fromLayerVersionArn(stack, `${id}Layer${index}`, layer)),
          tracing: shape.mode === 'Active' ? lambda.Tracing.ACTIVE : shape.mode ? lambda.Tracing.PASS_THROUGH : undefined,
          role: shape.ownRole === 'shared' ? shared : shape.ownRole === 'arn' ? iam.Role.fromRoleArn(stack, `${id}Role`, 'arn:aws:iam::123456789012:role/r') : undefined,
        };
        if (shape.kind === 'singleton') { return new lambda.SingletonFunction(stack, id, { ...props, uuid: `${stack.node.id}${id}` }); }
        const fn = new lambda.Function(stack, id, props);
        if (shape.version) { new lambda.Alias(stack, `${id}Live`, { aliasName: 'live', version: fn.currentVersion }); }
        return fn;
      }
    }
  })();
  if (shape.optedOut === 'facade') { LambdaTracing.of(construct).optOut('generated'); }
  if (shape.optedOut === 'tag' && shape.kind !== 'singleton') { Tags.of(construct).add('lambda-tracing', 'off'); }
}

const traced = (shape: AppShape, add = (app: App, provider: TracingProvider) => LambdaTracing.of(app).add(provider), context: Record<string, unknown> = {}): Synthesis =>
  synthesize((app) => {
    build(app, shape);
    add(app, new GeneratedProvider(shape));
  }, { context });

const bare = (shape: AppShape): Synthesis => synthesize((app) => build(app, shape));

/** Every app is synthesized several times: few runs, but each of up to a dozen functions. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 25) };

const functionsOf = (template: any) => Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');

describe('over generated apps', () => {
  jest.setTimeout(300_000);

  test('opting everything out, or switching tracing off, gives the templates without us', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const without = bare(shape).templates;
      const optedOut = synthesize((app) => {
        build(app, shape);
        LambdaTracing.of(app).add(new GeneratedProvider(shape));
        LambdaTracing.of(app).optOut('all of it');
      }).templates;

      expect(JSON.stringify(optedOut)).toBe(JSON.stringify(without));
      expect(JSON.stringify(traced(shape, undefined, { 'lambda-tracing:enabled': 'false' }).templates)).toBe(JSON.stringify(without));
    }), runs);
  });

  test('applying twice is the same as once, by the facade and by the plain Aspect', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const once = traced(shape).templates;

      expect(traced(shape, (app, provider) => {
        LambdaTracing.of(app).add(provider);
        LambdaTracing.of(app).add(provider);
        Aspects.of(app).add(new TracingAspect({ provider }));
      }).templates).toEqual(once);
    }), runs);
  });

  test('nothing the user had is lost, changed or put in another order', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const before = bare(shape).templates;
      const after = traced(shape).templates;
      for (const path of Object.keys(before)) {
        for (const [id, { Properties: was }] of functionsOf(before[path])) {
          const is = after[path].Resources[id].Properties;
          const { NODE_OPTIONS, ...variables } = was.Environment?.Variables ?? {};
          expect(is.Environment?.Variables ?? {}).toMatchObject(variables);
          if (NODE_OPTIONS !== undefined) { expect(is.Environment.Variables.NODE_OPTIONS.startsWith(NODE_OPTIONS)).toBe(true); }
          expect((is.Layers ?? []).slice(0, (was.Layers ?? []).length)).toEqual(was.Layers ?? []);
          expect(is.TracingConfig ?? {}).toMatchObject(was.TracingConfig ?? {});
          const { Environment, Layers, TracingConfig, Handler, ...others } = was;
          expect(is).toMatchObject(others);
          expect(is.Handler === Handler || is.Environment.Variables.ORIGINAL === Handler).toBe(true);
        }
      }
    }), runs);
  });

  test('every function is in the report exactly once, traced or with a reason', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const { report, templates } = traced(shape);
      const written = Object.values(templates).flatMap((template) => functionsOf(template).map(([id]) => id));

      expect(report!.functions.map(({ logicalId }) => logicalId).sort()).toEqual(written.sort());
      for (const { status, diagnostics } of report!.functions) {
        expect(status === 'traced' || diagnostics.length > 0).toBe(true);
      }
      const { functions, traced: count, excluded, skipped, uncovered } = report!.totals;
      expect(count + excluded + skipped + uncovered).toBe(functions);
    }), runs);
  });

  test('a function that is not traced is as it was, to the last property', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const before = bare(shape).templates;
      const after = traced(shape);
      for (const { path, logicalId } of after.report!.functions.filter(({ status }) => status !== 'traced')) {
        const stack = Object.keys(before).find((candidate) => path.startsWith(`${candidate}/`))!;
        expect(after.templates[stack].Resources[logicalId]).toEqual(before[stack].Resources[logicalId]);
      }
    }), runs);
  });

  test('the order of calls does not matter, but for the last of two add() on one scope', () => {
    fc.assert(fc.property(appShape, fc.boolean(), (shape, providerFirst) => {
      const calls = [
        (app: App, provider: TracingProvider) => LambdaTracing.of(app).add(provider),
        (app: App) => LambdaTracing.of(app).configure({ environment: { OTEL_Y: 'configured' } }),
        (app: App) => LambdaTracing.of(app.node.children[0]).optOut('a part of it'),
      ];
      const ordered = providerFirst ? calls : [...calls].reverse();
      const result = traced(shape, (app, provider) => ordered.forEach((call) => call(app, provider)));

      expect(result.templates).toEqual(traced(shape, (app, provider) => calls.forEach((call) => call(app, provider))).templates);
    }), runs);
  });
});
