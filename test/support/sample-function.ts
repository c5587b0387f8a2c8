import { Stack } from 'aws-cdk-lib';
import { CfnFunction, Code, Function, FunctionProps, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { FunctionModel, PackageType, RuntimeFamily, FunctionArchitecture } from '../../src';

/** A layer ARN nobody publishes. */
export function layerArn(name: string, version = 1, region = 'eu-west-1'): string {
  return `arn:aws:lambda:${region}:123456789012:layer:${name}:${version}`;
}

/** A small L2 function. */
export function l2(scope: Construct, id = 'Fn', props: Partial<FunctionProps> = {}): Function {
  return new Function(scope, id, { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => 1;'), ...props });
}

/** Layers as an L2 takes them, by ARN. */
export function importedLayers(scope: Construct, names: readonly string[]): FunctionProps['layers'] {
  return names.map((name) => LayerVersion.fromLayerVersionArn(scope, `Layer-${name}`, layerArn(name)));
}

/** A small L1 function. */
export function l1(scope: Construct, id = 'Fn', props: Partial<ConstructorParameters<typeof CfnFunction>[2]> = {}): CfnFunction {
  return new CfnFunction(scope, id, {
    code: { zipFile: 'exports.handler = async () => 1;' }, role: 'arn:aws:iam::123456789012:role/existing', runtime: 'nodejs22.x', handler: 'index.handler', ...props,
  });
}

/** The L1 of an L2. */
export function resourceOf(fn: Function): CfnFunction {
  return fn.node.defaultChild as CfnFunction;
}

/** A stack with one L2 function. */
export class OneFunction extends Stack {
  public readonly fn: Function;

  constructor(scope: Construct, id = 'Stack', props: Partial<FunctionProps> = {}) {
    super(scope, id, { env: { region: 'eu-west-1' } });
    this.fn = l2(this, 'Fn', props);
  }
}

/** Facts as read from a plain Node.js function. */
export function model(facts: Partial<FunctionModel> = {}): FunctionModel {
  return {
    path: 'Stack/Fn/Resource', logicalId: 'Fn123', stackName: 'Stack', resourceType: 'AWS::Lambda::Function', packageType: PackageType.ZIP,
    runtime: 'nodejs22.x', runtimeFamily: RuntimeFamily.NODEJS, handler: 'index.handler', architecture: FunctionArchitecture.X86_64,
    region: 'eu-west-1', partition: 'aws', layers: [], environment: {}, unresolvedEnvironment: [], codeSigned: false, ...facts,
  };
}
