import { CfnResource, Stack } from 'aws-cdk-lib';
import { handlerFile } from './handler-file';
import { shapeOf } from './lambda-resource';
import { logicalIdOf } from './logical-id';
import { preparedImage } from './prepared-image';
import { readProperties } from './read-properties';
import { streamsResponse } from './response-stream';
import { withGlobals } from './sam-globals';
import { placeOf } from './stack-place';
import { Diagnostic } from '../core/diagnostic';
import { functionFacts, FunctionProperties, unreadableProperties } from '../core/function-facts';
import { FunctionModel, PackageType, PreparedImage } from '../core/function-model';
import { HandlerFile } from '../core/handler-file';
import { RuntimeFamily } from '../core/runtime-family';

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

const NO_FILE: HandlerFile = {};

/** Reads a function as CDK will write it. */
export function readModel(resource: CfnResource, settings: ModelSettings = {}): ReadResult {
  const stack = Stack.of(resource);
  const shape = shapeOf(resource);
  const { properties: own, plain } = readProperties(resource);
  const properties = shape.serverless ? withGlobals(resource, own) : own;
  const facts = functionFacts(properties, shape, () => settings.preparedImage ?? preparedImage(resource));
  const isNodeZip = facts.packageType === PackageType.ZIP && facts.runtimeFamily === RuntimeFamily.NODEJS && facts.handler !== undefined;
  const { moduleFormat, handlerRedefinable } = isNodeZip ? handlerFile(resource, properties.Code, facts.handler) : NO_FILE;
  const { name, region, partition } = placeOf(stack);
  // One by one: copying from object to object costs more than all else here.
  const model: FunctionModel = {
    path: resource.node.path,
    stackName: name,
    resourceType: resource.cfnResourceType,
    packageType: facts.packageType,
    runtime: facts.runtime,
    runtimeFamily: facts.runtimeFamily,
    handler: facts.handler,
    preparedFor: facts.preparedFor,
    moduleFormat,
    handlerRedefinable,
    architecture: facts.architecture,
    layers: facts.layers,
    environment: facts.environment,
    unresolvedEnvironment: facts.unresolvedEnvironment,
    tracingMode: facts.tracingMode,
    memorySize: facts.memorySize,
    snapStart: facts.snapStart,
    codeSigned: facts.codeSigned,
    region,
    partition,
    serviceName: settings.serviceName,
    samplingRatio: settings.samplingRatio,
    get logicalId() { return logicalIdOf(resource); }, // costs as much as all the rest, and few providers look
    get streamsResponse() { return streamsResponse(resource) || undefined; }, // looks through the whole tree, once, for those who ask
  };
  const unreadable = unreadableProperties(properties);
  return { model, properties, own, plain, ...(unreadable === undefined ? {} : { unreadable }) };
}
