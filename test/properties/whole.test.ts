import { App, Aspects, CfnResource, Fn, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as fc from 'fast-check';
import {
  Decision, FunctionModel, InstrumentationPlan, LambdaTracing, mixins, TracingAspect, TracingLayer, TracingLevel, TracingProvider, TracingSecret,
} from '../../src';
import { synthesize, Synthesis } from '../shapes/synthesis';

/** How a generated function looks. */
interface FunctionShape {
  readonly kind: 'l2' | 'l1' | 'raw' | 'singleton' | 'sam';
  readonly runtime: string;
  readonly variables: Record<string, string>;
  readonly intrinsicVariable: boolean;
  readonly layers: number;
  readonly ownRole: 'made' | 'arn' | 'shared';
  readonly mode?: string;
  readonly version: boolean;
  readonly optedOut: 'no' | 'facade' | 'tag';
}

/** How the tracer's key is kept, and where: constructs are in a stack of their own, which functions of a Stage or of another region cannot refer to. */
type SecretShape = 'none' | 'name' | 'arn' | 'parameter' | 'secretConstruct' | 'parameterConstruct' | 'referenced' | 'plainText';

/** A generated app: stacks of functions, some nested, some in a Stage. */
interface AppShape {
  readonly stacks: readonly { readonly inStage: boolean; readonly nested: boolean; readonly region?: string; readonly functions: readonly FunctionShape[] }[];
  readonly plan: InstrumentationPlan;
  readonly secret: SecretShape;
  /** Whether a layer and a permission are those of constructs. */
  readonly constructs: boolean;
  readonly throws: boolean;
}

const text = fc.string({ maxLength: 40 });

/** What goes well, and now and then what does not: in a plan that is refused nothing else of it is tested. */
function oftenOf<T>(well: readonly T[], badly: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...well) }, { weight: 1, arbitrary: fc.constantFrom(...badly) });
}


const variableName = oftenOf(['TABLE', 'NODE_OPTIONS', 'OTEL_SERVICE_NAME', 'QUEUE_URL'], ['AWS_LAMBDA_EXEC_WRAPPER', 'ORIGINAL']);

const functionShape: fc.Arbitrary<FunctionShape> = fc.record({
  kind: fc.constantFrom('l2', 'l2', 'l1', 'raw', 'singleton', 'sam'),
  runtime: oftenOf(['nodejs22.x', 'python3.13', 'provided.al2023'], ['java21']),
  variables: fc.dictionary(variableName, text, { maxKeys: 3, noNullPrototype: true }),
  intrinsicVariable: fc.boolean(),
  layers: oftenOf([0, 1, 2], [3, 4, 5]),
  ownRole: fc.constantFrom('made', 'arn', 'shared'),
  mode: fc.option(oftenOf(['Active'], ['PassThrough']), { nil: undefined }),
  version: fc.boolean(),
  optedOut: oftenOf(['no', 'no', 'no', 'no', 'no', 'facade', 'tag'], ['facade']),
}, { requiredKeys: ['kind', 'runtime', 'variables', 'intrinsicVariable', 'layers', 'ownRole', 'version', 'optedOut'] });

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;

const plan: fc.Arbitrary<InstrumentationPlan> = fc.record({
  level: fc.constantFrom(TracingLevel.CODE, TracingLevel.INVOCATION),
  layers: fc.array(fc.constantFrom(
    TracingLayer.fromArn(arn('tracer')), TracingLayer.fromArn(arn('own1')), TracingLayer.fromArnByRegion({ 'eu-west-1': arn('regional'), 'us-east-1': arn('regional') }),
  ), { maxLength: 3 }),
  execWrapper: oftenOf(['/opt/tracer', undefined], ['not-a-path']),
  environment: fc.dictionary(oftenOf(['OTEL_SERVICE_NAME', 'OTEL_X', 'OTEL_Y'], ['A', 'AWS_REGION']), fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.string({ minLength: 2000, maxLength: 3000 }) }), { maxKeys: 2, noNullPrototype: true }),
  appendedEnvironment: fc.option(fc.constant({ NODE_OPTIONS: '--import /opt/x.mjs' }), { nil: undefined }),
  handlerRedirect: fc.option(fc.constant({ handler: 'tracer.handler', originalHandlerVariable: 'ORIGINAL' }), { nil: undefined }),
  activeTracing: fc.boolean(),
  permissions: fc.constantFrom([], [{ actions: ['logs:PutLogEvents'], resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*'] }]),
}, { requiredKeys: ['level'] });

const appShape: fc.Arbitrary<AppShape> = fc.record({
  stacks: fc.array(fc.record({
    inStage: fc.boolean(),
    nested: fc.boolean(),
    region: fc.option(fc.constantFrom('eu-west-1', 'us-east-1'), { nil: undefined }),
    functions: fc.array(functionShape, { minLength: 1, maxLength: 4 }),
  }, { requiredKeys: ['inStage', 'nested', 'functions'] }), { minLength: 1, maxLength: 3 }),
  plan,
  secret: fc.constantFrom('none', 'none', 'name', 'arn', 'parameter', 'secretConstruct', 'parameterConstruct', 'referenced', 'plainText'),
  constructs: oftenOf([false, false, true], [true]),
  throws: oftenOf([false], [true]),
});

const VALUE = 'the-value-of-the-key';

class GeneratedProvider extends TracingProvider {
  public readonly name = 'generated';
  private readonly plan: InstrumentationPlan;
  constructor(private readonly app: AppShape, root: App) {
    super();
    this.plan = planFor(app, root);
  }

  public decide(model: FunctionModel): Decision {
    if (this.app.throws && model.runtime === 'python3.13') { throw new Error('no python'); }
    return model.runtime === 'java21' ? Decision.skip({ id: 'generated:noJava', message: 'no java' }) : Decision.instrument(this.plan);
  }
}

/** The generated plan, with the secret and the constructs that `build()` has put into the app. */
function planFor({ plan: generated, secret, constructs }: AppShape, app: App): InstrumentationPlan {
  const keys = app.node.findChild('Keys').node;
  const key = {
    name: () => TracingSecret.fromSecretsManagerName('key', { encryptionKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k' }),
    arn: () => TracingSecret.fromSecretsManagerArn('arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf'),
    parameter: () => TracingSecret.fromSsmParameterName('/tracer/key'),
    secretConstruct: () => TracingSecret.fromSecretsManager(keys.findChild('Secret') as secretsmanager.Secret),
    parameterConstruct: () => TracingSecret.fromSsmParameter(keys.findChild('Parameter') as ssm.StringParameter),
    referenced: () => TracingSecret.fromSecretsManager(keys.findChild('Secret') as secretsmanager.Secret),
    plainText: () => TracingSecret.fromPlainText(VALUE),
    none: () => undefined,
  }[secret]();
  const named = key !== undefined && secret !== 'referenced' && secret !== 'plainText';
  return {
    ...generated,
    ...(named ? { secrets: [{ secret: key, variable: 'TRACER_KEY', byArn: true }] } : {}),
    ...(key !== undefined && !named ? { environment: { ...generated.environment, TRACER_KEY: key.deploymentReference! }, referencedSecrets: [key] } : {}),
    ...(constructs ? {
      layers: [...generated.layers ?? [], TracingLayer.fromArn((keys.findChild('Layer') as lambda.CfnLayerVersion).ref)],
      permissions: [...generated.permissions ?? [], { actions: ['s3:PutObject'], resources: [(keys.findChild('Bucket') as s3.CfnBucket).attrArn] }],
    } : {}),
  };
}

function build(app: App, shape: AppShape): void {
  const keys = new Stack(app, 'Keys');
  new secretsmanager.Secret(keys, 'Secret');
  new ssm.StringParameter(keys, 'Parameter', { stringValue: 'x' });
  new lambda.CfnLayerVersion(keys, 'Layer', { content: { s3Bucket: 'artefacts', s3Key: 'k' } });
  new s3.CfnBucket(keys, 'Bucket');
  shape.stacks.forEach(({ inStage, nested, region, functions }, index) => {
    const scope = inStage ? new Stage(app, `Stage${index}`) : app;
    const outer = new Stack(scope, `Stack${index}`, region === undefined ? {} : { env: { account: '123456789012', region } });
    const stack = nested ? new NestedStack(outer, 'Nested') : outer;
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
      case 'sam': {
        const more = { tracing: shape.mode, ...(shape.ownRole === 'made' ? { policies: ['AmazonSQSReadOnlyAccess'] } : { role: roleArn }) };
        return new sam.CfnFunction(stack, id, { codeUri: 's3://b/k', runtime: shape.runtime, handler: 'index.handler', layers, environment: { variables }, ...more });
      }
      case 'raw':
        return new CfnResource(stack, id, {
          type: 'AWS::Lambda::Function',
          properties: {
            Code: { ZipFile: 'x' }, Runtime: shape.runtime, Handler: 'index.handler', Role: roleArn, Layers: layers,
            Environment: { Variables: variables },
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
    add(app, new GeneratedProvider(shape, app));
  }, { context });

const bare = (shape: AppShape): Synthesis => synthesize((app) => build(app, shape));

/** Every app is synthesized several times: few runs, but each of up to a dozen functions. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 25) };

const FUNCTION = /^AWS::(Lambda|Serverless)::Function$/;
const functionsOf = (template: any) => Object.entries<any>(template.Resources).filter(([, { Type }]) => FUNCTION.test(Type));

describe('over generated apps', () => {
  jest.setTimeout(300_000);

  test('of which a good part is traced, and a good part is not', () => {
    const totals = fc.sample(appShape, { numRuns: 40, seed: 1 }).map((shape) => traced(shape).report!.totals);
    const sum = (count: 'functions' | 'traced' | 'skipped' | 'excluded') => totals.reduce((before, total) => before + total[count], 0);

    expect(sum('traced')).toBeGreaterThan(sum('functions') / 4);
    for (const status of ['skipped', 'excluded'] as const) { expect(sum(status)).toBeGreaterThan(sum('functions') / 10); }
  });

  test('opting everything out, or switching tracing off, gives the templates without us', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const without = bare(shape).templates;
      const optedOut = synthesize((app) => {
        build(app, shape);
        LambdaTracing.of(app).add(new GeneratedProvider(shape, app));
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
          expect((is.Policies ?? []).slice(0, (was.Policies ?? []).length)).toEqual(was.Policies ?? []);
          const { Environment, Layers, TracingConfig, Policies, Handler, ...others } = was;
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
        const stack = Object.keys(before).filter((candidate) => path.startsWith(`${candidate}/`)).sort((one, other) => other.length - one.length)[0];
        expect(after.templates[stack].Resources[logicalId]).toEqual(before[stack].Resources[logicalId]);
      }
    }), runs);
  });

  test('the order of calls does not matter, but for the last of two add() on one scope', () => {
    fc.assert(fc.property(appShape, fc.boolean(), (shape, providerFirst) => {
      const calls = [
        (app: App, provider: TracingProvider) => LambdaTracing.of(app).add(provider),
        (app: App) => LambdaTracing.of(app).configure({ environment: { OTEL_Y: 'configured' } }),
        (app: App) => LambdaTracing.of(app.node.findAll().find((node) => node.node.id === 'Stack0')!).optOut('a part of it'),
      ];
      const ordered = providerFirst ? calls : [...calls].reverse();
      const result = traced(shape, (app, provider) => ordered.forEach((call) => call(app, provider)));

      expect(result.templates).toEqual(traced(shape, (app, provider) => calls.forEach((call) => call(app, provider))).templates);
    }), runs);
  });

  test('opting out after the mixin was applied to every function gives the templates without us', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const takenBack = synthesize((app) => {
        build(app, shape);
        const mixin = new mixins.FunctionTracing({ provider: new GeneratedProvider(shape, app) });
        app.node.findAll().filter((node) => mixin.supports(node)).forEach((node) => mixin.applyTo(node));
        LambdaTracing.of(app).optOut('not any more');
      });

      expect(JSON.stringify(takenBack.templates)).toBe(JSON.stringify(bare(shape).templates));
      expect(takenBack.report!.totals).toMatchObject({ traced: 0, excluded: takenBack.report!.totals.functions });
    }), runs);
  });

  test('every grant names what it is for, but for what has no resource, and no value of a secret is in the report or a message', () => {
    fc.assert(fc.property(appShape, (shape) => {
      const { templates, report, findings, messages } = traced(shape);
      const documents = JSON.stringify(Object.values(templates)).match(/\{"Effect":"Allow","Action":[^{}]*"Resource":"\*"/g) ?? [];

      for (const document of documents) { expect(document).toContain('xray:'); }
      expect(JSON.stringify([report, findings, messages])).not.toContain(VALUE);
    }), runs);
  });

  test('no synthesis fails, whatever a provider returns and whatever is in its plan', () => {
    const hostile = fc.oneof(fc.anything(), fc.record({
      plan: fc.oneof(fc.anything(), fc.record({
        level: fc.oneof(fc.constant('CODE'), fc.anything()),
        layers: fc.oneof(fc.array(fc.anything()), fc.constant([{ arn: '${Token[Nothing.1]}' }]), fc.anything()),
        environment: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
        permissions: fc.oneof(fc.array(fc.record({ actions: fc.array(fc.string()), resources: fc.array(fc.string()) })), fc.anything()),
        secrets: fc.oneof(fc.array(fc.record({ secret: fc.anything(), variable: fc.string() })), fc.anything()),
      }, { requiredKeys: [] })),
    }));
    fc.assert(fc.property(appShape, hostile, (shape, decision) => {
      const provider = { name: 'hostile', decide: () => decision as Decision };
      const result = traced(shape, (app) => LambdaTracing.of(app).add(provider));

      expect(result.report!.totals.functions).toBeGreaterThan(0);
    }), runs);
  });
});
