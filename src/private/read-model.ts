import { CfnResource, Stack } from 'aws-cdk-lib';
import { handlerFile } from './handler-file';
import { known, shapeOf } from './lambda-resource';
import { logicalIdOf } from './logical-id';
import { preparedImage } from './prepared-image';
import { FunctionProperties, readProperties } from './read-properties';
import { streamsResponse } from './response-stream';
import { withGlobals } from './sam-globals';
import { stackName } from './stack-name';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionArchitecture, FunctionModel, PackageType, PreparedImage } from '../core/function-model';
import { familyOf, RuntimeFamily } from '../core/runtime-family';

/** What the user asked for with `configure()`, passed on to the provider. */
export interface ModelSettings {
  readonly serviceName?: string;
  readonly samplingRatio?: number;
  readonly preparedImage?: PreparedImage;
}

/** The facts about a function, and why it cannot be changed safely if that is so. */
export interface ReadResult {
  readonly model: FunctionModel;
  readonly properties: FunctionProperties;
  /** Those that are the function's own: not from SAM's globals. */
  readonly own: FunctionProperties;
  /** Whether the L1's public properties are all there is. */
  readonly plain: boolean;
  readonly unreadable?: Diagnostic;
}

/** Reads a function as CDK will write it. */
export function readModel(resource: CfnResource, settings: ModelSettings = {}): ReadResult {
  const stack = Stack.of(resource);
  const { properties: own, plain } = readProperties(resource);
  const properties = shapeOf(resource).serverless ? withGlobals(resource, own) : own;
  const image = properties.PackageType === PackageType.IMAGE || properties.Code?.ImageUri !== undefined || properties.ImageUri !== undefined;
  const prepared = image ? settings.preparedImage ?? preparedImage(resource) : undefined;
  const runtime = image ? prepared?.runtime : text(properties.Runtime);
  const handler = image ? command(properties.ImageConfig) : text(properties.Handler);
  const runtimeFamily = runtime === undefined ? undefined : familyOf(runtime);
  const variables = properties.Environment?.Variables ?? {};
  const layers = properties.Layers ?? [];
  const environmentReadable = isMap(properties.Environment ?? {}) && isMap(variables);

  const model: FunctionModel = {
    path: resource.node.path,
    get logicalId() { return logicalIdOf(resource); }, // costs as much as all the rest, and few providers look
    get streamsResponse() { return streamsResponse(resource) || undefined; }, // looks through the whole tree, once, for those who ask
    stackName: stackName(stack),
    resourceType: resource.cfnResourceType,
    packageType: image ? PackageType.IMAGE : PackageType.ZIP,
    runtime,
    runtimeFamily,
    handler,
    // With an entry point of the user's own nothing is known about how the runtime is started.
    ...(prepared && properties.ImageConfig?.EntryPoint === undefined ? { preparedFor: prepared.provider } : {}),
    architecture: architecture(properties.Architectures),
    ...(!image && runtimeFamily === RuntimeFamily.NODEJS && handler !== undefined ? handlerFile(resource, properties.Code, handler) : {}),
    region: known(stack.region),
    partition: known(stack.partition),
    layers: Array.isArray(layers) ? layers.map((layer) => text(layer) ?? JSON.stringify(layer)) : [],
    ...(environmentReadable ? splitVariables(variables) : { environment: {}, unresolvedEnvironment: [] }),
    tracingMode: modeOf(valueAt(properties, shapeOf(resource).tracingMode)),
    memorySize: typeof properties.MemorySize === 'number' ? properties.MemorySize : undefined,
    ...(properties.SnapStart?.ApplyOn === 'PublishedVersions' ? { snapStart: true } : {}),
    codeSigned: properties.CodeSigningConfigArn !== undefined,
    serviceName: settings.serviceName,
    samplingRatio: settings.samplingRatio,
  };
  if (!environmentReadable) { return { model, properties, own, plain, unreadable: diagnostic('environmentUnreadable') }; }
  if (!Array.isArray(layers)) { return { model, properties, own, plain, unreadable: diagnostic('layersUnreadable') }; }
  return { model, properties, own, plain };
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
  return Object.values(FunctionArchitecture).find((name) => name === first);
}

/** A plain map, not an intrinsic function such as `{ "Fn::If": … }` or `{ "Ref": … }`. */
function isMap(value: unknown): value is { [name: string]: unknown } {
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
