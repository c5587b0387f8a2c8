import { CfnResource, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { render } from './lambda-resource';
import { overridesOf } from './overrides';
import { resolved } from './resolved';
import { FunctionProperties } from '../core/function-facts';

/** What was read of a function. */
export interface ReadProperties {
  readonly properties: FunctionProperties;
  /** Whether the L1's public properties are all there is: no property override, no raw resource. */
  readonly plain: boolean;
}

/**
 * Reads a function as CDK will write it. A plain `CfnFunction`, which is what nearly every function is, property by property: to render all of
 * it costs several times as much, most of it for the logical ids of its role and its dependencies.
 */
export function readProperties(resource: CfnResource): ReadProperties {
  const properties = isPlain(resource) ? publicProperties(resource) : undefined;
  return properties === undefined ? { properties: render(resource).Properties ?? {}, plain: false } : { properties, plain: true };
}

/**
 * An L1 of this copy of aws-cdk-lib, and of no class of the user's that may render in its own way. Where its overrides are not known, the
 * resource counts as overridden, and is rendered.
 */
function isPlain(resource: CfnResource): resource is CfnFunction {
  const overrides = overridesOf(resource);
  return Object.getPrototypeOf(resource) === CfnFunction.prototype && overrides !== undefined && Object.keys(overrides).length === 0;
}

/** Nothing where a value is not as the L1 declares it: an intrinsic function for a whole property, a misspelled name. CDK knows what becomes of that. */
function publicProperties(resource: CfnFunction): FunctionProperties | undefined {
  const stack = Stack.of(resource);
  const read = (value: unknown) => resolved(stack, value);
  const environment = read(resource.environment);
  const variables = environment?.variables;
  const code = Tokenization.isResolvable(resource.code) ? read(resource.code) : resource.code;
  const tracing = read(resource.tracingConfig);
  const snapStart = read(resource.snapStart);
  const image = read(resource.imageConfig);
  if (![environment, code, tracing, snapStart, image].every(hasDeclaredNames) || !isMapOfValues(variables)) { return undefined; }
  return {
    Architectures: read(resource.architectures),
    // Without a bucket and a key, tokens that nobody here asks about.
    Code: { ImageUri: read(code?.imageUri), ZipFile: read(code?.zipFile) },
    CodeSigningConfigArn: read(resource.codeSigningConfigArn),
    Environment: environment && { Variables: variables },
    Handler: read(resource.handler),
    ImageConfig: image && { Command: image.command, EntryPoint: image.entryPoint },
    Layers: read(resource.layers),
    MemorySize: read(resource.memorySize),
    PackageType: read(resource.packageType),
    Role: resource.role,
    Runtime: read(resource.runtime),
    SnapStart: snapStart && { ApplyOn: snapStart.applyOn },
    TracingConfig: tracing && { Mode: tracing.mode },
  };
}

const DECLARED: ReadonlySet<string> = new Set([
  'variables', 'mode', 'applyOn', 'imageUri', 'zipFile', 's3Bucket', 's3Key', 's3ObjectVersion', 's3ObjectStorageMode', 'sourceKmsKeyArn',
  'command', 'entryPoint', 'workingDirectory',
]);

function hasDeclaredNames(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).every((name) => DECLARED.has(name)));
}

/** Of variables: not one intrinsic function for all of them. */
function isMapOfValues(variables: unknown): boolean {
  return variables === undefined || (typeof variables === 'object' && variables !== null && !Array.isArray(variables)
    && !Object.keys(variables).some((name) => name === 'Ref' || name.startsWith('Fn::')));
}
