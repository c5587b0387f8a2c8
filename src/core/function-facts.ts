import { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import { FunctionArchitecture, FunctionModel, PackageType, PreparedImage } from './function-model';
import { familyOf } from './runtime-family';

/**
 * The properties of a function that this package looks at, as CloudFormation will see them, intrinsic functions included. One that is read
 * nowhere is not here: each costs every synthesis a little.
 */
export interface FunctionProperties {
  readonly Architectures?: any;
  readonly Code?: any;
  readonly CodeSigningConfigArn?: any;
  readonly Environment?: any;
  readonly Handler?: any;
  readonly ImageConfig?: any;
  readonly Layers?: any;
  readonly MemorySize?: any;
  readonly PackageType?: any;
  /** A reference that has not been resolved, where the properties were read one by one. */
  readonly Role?: any;
  readonly Runtime?: any;
  readonly SnapStart?: any;
  readonly TracingConfig?: any;
  // Of SAM's type only.
  readonly ImageUri?: any;
  readonly Policies?: any;
  readonly Tracing?: any;
}

/** The part of the facts about a function that its properties say. */
export type FunctionFacts = Pick<FunctionModel,
  'packageType' | 'runtime' | 'runtimeFamily' | 'handler' | 'preparedFor' | 'architecture' | 'layers' | 'environment' | 'unresolvedEnvironment' | 'tracingMode' | 'memorySize' | 'snapStart' | 'codeSigned'>;

/** How the two CloudFormation types spell the few properties that they spell differently. */
export interface FunctionResourceShape {
  /** Where the X-Ray mode is. */
  readonly tracingMode: string;
  /** Whether SAM expands it: `Globals` apply, and without a role `Policies` make one. */
  readonly serverless: boolean;
}

/** The CloudFormation types of functions that can be traced. */
export const FUNCTION_SHAPES: { readonly [type: string]: FunctionResourceShape } = {
  'AWS::Lambda::Function': { tracingMode: 'TracingConfig.Mode', serverless: false },
  'AWS::Serverless::Function': { tracingMode: 'Tracing', serverless: true },
};

/** Functions that run a server of the user's: no layers, no tracing mode (aws-cdk-lib 2.276). */
export const WEB_FUNCTION = 'AWS::Lambda::WebFunction';

/**
 * What a function's properties say.
 *
 * @param preparedImage whose tracer a container image holds; asked for images only
 */
export function functionFacts(properties: FunctionProperties, shape: FunctionResourceShape, preparedImage: () => PreparedImage | undefined = () => undefined): FunctionFacts {
  const image = properties.PackageType === PackageType.IMAGE || properties.Code?.ImageUri !== undefined || properties.ImageUri !== undefined;
  const prepared = image ? preparedImage() : undefined;
  const runtime = image ? prepared?.runtime : text(properties.Runtime);
  const variables = splitVariables(isEnvironmentReadable(properties) ? properties.Environment?.Variables ?? {} : {});
  return {
    packageType: image ? PackageType.IMAGE : PackageType.ZIP,
    runtime,
    runtimeFamily: runtime === undefined ? undefined : familyOf(runtime),
    handler: image ? command(properties.ImageConfig) : text(properties.Handler),
    // With an entry point of the user's own nothing is known about how the runtime is started.
    preparedFor: properties.ImageConfig?.EntryPoint === undefined ? prepared?.provider : undefined,
    architecture: architecture(properties.Architectures),
    layers: Array.isArray(properties.Layers) ? properties.Layers.map((layer) => text(layer) ?? JSON.stringify(layer)) : [],
    environment: variables.environment,
    unresolvedEnvironment: variables.unresolvedEnvironment,
    tracingMode: modeOf(tracingModeIn(properties, shape)),
    memorySize: typeof properties.MemorySize === 'number' ? properties.MemorySize : undefined,
    snapStart: properties.SnapStart?.ApplyOn === 'PublishedVersions' || undefined,
    codeSigned: properties.CodeSigningConfigArn !== undefined,
  };
}

/** Why a function cannot be changed safely, if so. */
export function unreadableProperties(properties: FunctionProperties): Diagnostic | undefined {
  if (!isEnvironmentReadable(properties)) { return diagnostic('environmentUnreadable'); }
  return Array.isArray(properties.Layers ?? []) ? undefined : diagnostic('layersUnreadable');
}

function isEnvironmentReadable({ Environment }: FunctionProperties): boolean {
  return isMap(Environment ?? {}) && isMap(Environment?.Variables ?? {});
}

/** The X-Ray mode, whatever it is: the value at the shape's path, without a walk along it. */
export function tracingModeIn(properties: FunctionProperties, { serverless }: FunctionResourceShape): unknown {
  return serverless ? properties.Tracing : properties.TracingConfig?.Mode;
}

/** The value at a dotted path such as `TracingConfig.Mode`. */
export function valueAt(properties: object, path: string): any {
  return path.split('.').reduce((value: any, name) => value?.[name], properties);
}

/** The handler of an image: its command, where the template has one and it is no list of arguments. */
function command(config: { readonly Command?: unknown } | undefined): string | undefined {
  return Array.isArray(config?.Command) && config.Command.length === 1 ? text(config.Command[0]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An intrinsic function counts as a mode of the user's: it must not be overridden. */
function modeOf(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value) ?? JSON.stringify(value);
}

function architecture(value: unknown): FunctionArchitecture | undefined {
  if (value === undefined) { return FunctionArchitecture.X86_64; }
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return first === FunctionArchitecture.X86_64 ? FunctionArchitecture.X86_64 : first === FunctionArchitecture.ARM64 ? FunctionArchitecture.ARM64 : undefined;
}

/** A plain map, not an intrinsic function such as `{ "Fn::If": … }` or `{ "Ref": … }`. */
function isMap(value: unknown): value is { [name: string]: any } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return false; }
  return !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}

function splitVariables(variables: { [name: string]: unknown }): Pick<FunctionModel, 'environment' | 'unresolvedEnvironment'> {
  const environment: { [name: string]: string } = {};
  const unresolvedEnvironment: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'object') {
      unresolvedEnvironment.push(name);
    } else {
      environment[name] = String(value);
    }
  }
  return { environment, unresolvedEnvironment };
}
