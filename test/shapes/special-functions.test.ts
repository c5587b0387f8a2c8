import { App, DefaultStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import * as triggers from 'aws-cdk-lib/triggers';
import { entry, expectTraced, plainFunction, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing, XRayProvider } from '../../src';

const env = { account: '123456789012', region: 'eu-west-1' };

/** The template of one stack, with and without tracing. */
function bothWays(build: (stack: Stack) => void) {
  const one = (traced: boolean) => synthesize((app: App) => {
    build(new Stack(app, 'Shop', { env }));
    if (traced) { LambdaTracing.of(app).add(new TestProvider()); }
  });
  return { traced: one(true), bare: one(false) };
}

function capacity(stack: Stack): lambda.CapacityProvider {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  return new lambda.CapacityProvider(stack, 'Capacity', { subnets: vpc.privateSubnets, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] });
}

function live(stack: Stack, fn: lambda.Function, provisionedConcurrentExecutions?: number): void {
  new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion, provisionedConcurrentExecutions });
}

/** Everything but what we add is as it was. */
function expectOnlyAdditions(traced: any, bare: any): void {
  const { Layers: _layers, Environment: _environment, TracingConfig: _tracing, ...rest } = traced;
  const { Layers: _bareLayers, Environment: _bareEnvironment, TracingConfig: _bareTracing, ...bareRest } = bare;
  expect(rest).toEqual(bareRest);
}

describe('a function with', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['SnapStart', (stack) => { live(stack, plainFunction(stack, 'Fn', { runtime: lambda.Runtime.PYTHON_3_13, snapStart: lambda.SnapStartConf.ON_PUBLISHED_VERSIONS })); }],
    ['provisioned concurrency', (stack) => { live(stack, plainFunction(stack, 'Fn'), 2); }],
    ['a VPC', (stack) => { plainFunction(stack, 'Fn', { vpc: new ec2.Vpc(stack, 'Vpc') }); }],
    ['a file system', (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      const accessPoint = new efs.FileSystem(stack, 'Files', { vpc }).addAccessPoint('Point', { path: '/x', createAcl: { ownerGid: '1', ownerUid: '1', permissions: '750' } });
      plainFunction(stack, 'Fn', { vpc, filesystem: lambda.FileSystem.fromEfsAccessPoint(accessPoint, '/mnt/files') });
    }],
    ['a durable configuration', (stack) => { plainFunction(stack, 'Fn', { durableConfig: { executionTimeout: Duration.hours(1) } }); }],
    ['tenant isolation', (stack) => { plainFunction(stack, 'Fn', { tenancyConfig: lambda.TenancyConfig.PER_TENANT }); }],
    ['a capacity provider (Managed Instances)', (stack) => {
      capacity(stack).addFunction(plainFunction(stack, 'Fn', { memorySize: 2048 }), {
        perExecutionEnvironmentMaxConcurrency: 16,
        executionEnvironmentMemoryGiBPerVCpu: 4,
        publishToLatestPublished: true,
        latestPublishedScalingConfig: { minExecutionEnvironments: 3, maxExecutionEnvironments: 30 },
      });
    }],
    ['a capacity provider, as an L1', (stack) => {
      new lambda.CfnFunction(stack, 'Fn', {
        code: { zipFile: 'exports.handler = 1' }, runtime: 'nodejs22.x', handler: 'index.handler', memorySize: 2048,
        role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).roleArn,
        publishToLatestPublished: true,
        functionScalingConfig: { minExecutionEnvironments: 3, maxExecutionEnvironments: 30 },
        capacityProviderConfig: {
          lambdaManagedInstancesCapacityProviderConfig: { capacityProviderArn: capacity(stack).capacityProviderArn, perExecutionEnvironmentMaxConcurrency: 16 },
        },
      });
    }],
    ['arm64', (stack) => { plainFunction(stack, 'Fn', { architecture: lambda.Architecture.ARM_64 }); }],
    ['Lambda Insights, which is no tracer', (stack) => { plainFunction(stack, 'Fn', { insightsVersion: lambda.LambdaInsightsVersion.VERSION_1_0_229_0 }); }],
  ])('%s is traced, and nothing else of it changes', (what, build) => {
    const { traced, bare } = bothWays(build);

    const found = properties(traced.templates.Shop, 'Fn');
    expectTraced(found);
    const managed = found.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig;
    expect(managed?.PerExecutionEnvironmentMaxConcurrency).toBe(what.startsWith('a capacity provider') ? 16 : undefined);
    expectOnlyAdditions({ ...found, Layers: undefined }, { ...properties(bare.templates.Shop, 'Fn'), Layers: undefined });
    expect(Object.keys(traced.templates.Shop.Resources).filter((id) => !id.includes('CurrentVersion')))
      .toEqual(Object.keys(bare.templates.Shop.Resources).filter((id) => !id.includes('CurrentVersion')));
    expect(traced.findings).toEqual([]);
  });

  test('code signing is left alone by a layer, and traced by a provider that needs none', () => {
    const build = (provider: TestProvider | XRayProvider) => synthesize((app: App) => {
      const stack = new Stack(app, 'Shop', { env });
      const profile = new signer.SigningProfile(stack, 'Profile', { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA });
      plainFunction(stack, 'Fn', { codeSigningConfig: new lambda.CodeSigningConfig(stack, 'Signing', { signingProfiles: [profile] }) });
      LambdaTracing.of(app).add(provider);
    });

    expect(reason(build(new TestProvider()), 'Shop/Fn/Resource')).toBe('codeSigning');
    expect(entry(build(new XRayProvider()), 'Shop/Fn/Resource').status).toBe('traced');
  });
});

test('the current version gets a new hash with tracing, and the same one again at the next synthesis', () => {
  const build = (stack: Stack) => { live(stack, plainFunction(stack, 'Fn')); };
  const version = (template: any) => Object.keys(template.Resources).find((id) => id.includes('CurrentVersion'));
  const [first, second] = [bothWays(build), bothWays(build)];

  expect(version(first.traced.templates.Shop)).not.toBe(version(first.bare.templates.Shop));
  expect(version(second.traced.templates.Shop)).toBe(version(first.traced.templates.Shop));
});

test('a trigger\'s function is traced, the custom resource that pulls it is not', () => {
  const traced = synthesize((app) => {
    new triggers.TriggerFunction(new Stack(app, 'Shop', { env }), 'Migrate', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    LambdaTracing.of(app).add(new TestProvider());
  });

  expect(traced.report!.functions.map(({ path, status }) => [path.split('/')[1].split('.')[0], status])).toEqual([['AWSCDK', 'excluded'], ['Migrate', 'traced']]);
});

test('the functions of a global table\'s replica provider and the like belong to the CDK', () => {
  const traced = synthesize((app) => {
    new dynamodb.Table(new Stack(app, 'Shop', { env }), 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, replicationRegions: ['eu-central-1'] });
    LambdaTracing.of(app).add(new TestProvider());
  });

  expect(traced.report!.functions.length).toBeGreaterThan(3);
  expect(traced.report!.functions.filter(({ status }) => status !== 'excluded').map(({ path }) => path)).toEqual([]);
});

describe('roles of an L2 function', () => {
  const withRole = (role: (stack: Stack) => iam.IRole, ids: string[] = ['Fn']) => synthesize((app: App) => {
    const stack = new Stack(app, 'Shop', { env, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    const shared = role(stack);
    ids.forEach((id) => plainFunction(stack, id, { role: shared }));
    LambdaTracing.of(app).add(new TestProvider());
  });
  const policies = (template: any) => Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['immutable', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/r', { mutable: false })],
    ['of another account', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999999999999:role/r')],
  ])('imported as %s cannot be changed: the statements to add are reported', (_, role) => {
    const traced = withRole(role);

    expect(policies(traced.templates.Shop)).toEqual([]);
    expect(traced.findings).toEqual(['permissionsNotGranted Shop/Fn/Resource']);
    expect(traced.messages[0]).toContain('xray:PutTraceSegments');
  });

  test('imported as mutable share one policy per stack', () => {
    const traced = withRole((stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/r'), ['Fn1', 'Fn2', 'Fn3']);

    expect(policies(traced.templates.Shop)).toHaveLength(1);
    expect(policies(traced.templates.Shop)[0].Properties.Roles).toEqual(['r']);
    expect(traced.findings).toEqual([]);
  });

  test('shared by many hold each statement once', () => {
    const traced = withRole((stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), ['Fn1', 'Fn2', 'Fn3']);

    const [inline, ...more] = properties(traced.templates.Shop, 'Role', 'AWS::IAM::Role').Policies;
    expect(more).toEqual([]);
    expect(inline.PolicyDocument.Statement).toHaveLength(2);
  });

  test('made elsewhere by Role.customizeRoles() are not changed: the statements to add are reported', () => {
    const traced = synthesize((app) => {
      iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Shop/Fn/ServiceRole': 'made-by-hand' } });
      plainFunction(new Stack(app, 'Shop', { env }), 'Fn');
      LambdaTracing.of(app).add(new TestProvider());
    });

    expectTraced(properties(traced.templates.Shop, 'Fn'));
    expect(traced.findings).toEqual(['permissionsNotGranted Shop/Fn/Resource']);
  });

  test('of another stack get the grant there, for the region of the function', () => {
    const traced = synthesize((app) => {
      const roles = new Stack(app, 'Roles', { env });
      const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'r' });
      plainFunction(new Stack(app, 'Shop', { env }), 'Fn', { role });
      LambdaTracing.of(app).add(new TestProvider());
    });

    const [inline] = properties(traced.templates.Roles, 'Role', 'AWS::IAM::Role').Policies;
    expect(JSON.stringify(inline)).toContain('logs:eu-west-1:123456789012');
    expect(traced.findings).toEqual([]);
  });
});
