import { RuntimeFamily } from './runtime-family';

/** How a function's code reaches Lambda. */
export enum PackageType {
  /** A zip archive (or inline code), where layers can be attached. */
  ZIP = 'Zip',
  /** A container image, where they cannot. */
  IMAGE = 'Image',
}

/** The instruction set a function runs on. */
export enum FunctionArchitecture {
  /** 64-bit x86, Lambda's default. */
  X86_64 = 'x86_64',
  /** 64-bit Arm (Graviton). */
  ARM64 = 'arm64',
}

/** How a Node.js handler file is loaded. */
export enum ModuleFormat {
  /** `require()` */
  COMMONJS = 'commonjs',
  /** `import()` */
  ESM = 'esm',
}

/** A container image whose Dockerfile has the lines that put a tracer into it. */
export interface PreparedImage {
  /** Whose tracer, as the comment among the lines has it: `datadog`, `aws-distro`, `own` for this package's own layer. */
  readonly provider: string;

  /** Runtime in the image, for example `nodejs22.x`. */
  readonly runtime: string;
}

/**
 * The facts about one Lambda function, as far as they are known at synthesis.
 *
 * This is all a provider sees: data, no constructs, so that the same provider also works on a function that is
 * already deployed. A value that is a token or an intrinsic function is absent here; a provider must then choose
 * something that does not need it, or skip the function.
 */
export interface FunctionModel {
  /** Path of the function's resource in the construct tree, for messages. */
  readonly path: string;

  /** CloudFormation logical id of the function. */
  readonly logicalId: string;

  /** Name of the stack the function is in. */
  readonly stackName: string;

  /** CloudFormation type: `AWS::Lambda::Function` or `AWS::Serverless::Function`. */
  readonly resourceType: string;

  /** Zip archive or container image. */
  readonly packageType: PackageType;

  /**
   * Lambda runtime identifier, for example `nodejs22.x`.
   * @default - a container image that no tracer was put into, or not known at synthesis
   */
  readonly runtime?: string;

  /**
   * Language of the runtime.
   * @default - a container image that no tracer was put into, or not known at synthesis
   */
  readonly runtimeFamily?: RuntimeFamily;

  /**
   * The handler as the user wrote it; of a container image the command, where the template has one.
   * @default - the image's own, or not known at synthesis
   */
  readonly handler?: string;

  /**
   * Whose tracer a container image holds already.
   * @default - no container image, or nobody's as far as is known
   */
  readonly preparedFor?: string;

  /**
   * Instruction set.
   * @default - not known at synthesis
   */
  readonly architecture?: FunctionArchitecture;

  /**
   * How the handler file of a Node.js function is loaded, read from the staged code.
   * @default - not Node.js, or the code is not at hand at synthesis
   */
  readonly moduleFormat?: ModuleFormat;

  /**
   * Whether the export named by the handler can be redefined. esbuild's CommonJS bundles, `NodejsFunction`'s default,
   * define their exports as getters that cannot: a tracer that patches the export crashes there.
   * @default - not a CommonJS handler, or the code is not at hand at synthesis
   */
  readonly handlerRedefinable?: boolean;

  /**
   * Region of the function's stack, for example `eu-west-1`.
   * @default - the stack is environment-agnostic
   */
  readonly region?: string;

  /**
   * Partition of the function's stack, for example `aws` or `aws-cn`.
   * @default - the stack is environment-agnostic
   */
  readonly partition?: string;

  /** ARNs of the layers already there, in order. An entry that is an intrinsic function is its JSON. */
  readonly layers: string[];

  /** Environment variables already there whose value is known at synthesis. */
  readonly environment: { [name: string]: string };

  /** Names of environment variables already there whose value is not known at synthesis. */
  readonly unresolvedEnvironment: string[];

  /**
   * X-Ray mode: `Active`, `PassThrough`.
   * @default - not set, or not known at synthesis
   */
  readonly tracingMode?: string;

  /**
   * Memory in MiB.
   * @default - Lambda's default of 128, or not known at synthesis
   */
  readonly memorySize?: number;

  /**
   * Whether versions of the function start from a snapshot (SnapStart).
   * @default - they do not, or it is not known at synthesis
   */
  readonly snapStart?: boolean;

  /**
   * Whether a function URL streams the function's response (`RESPONSE_STREAM`).
   * @default - it does not, or it is not known at synthesis
   */
  readonly streamsResponse?: boolean;

  /** Whether a code signing configuration is attached; Lambda then refuses layers that are not signed as well. */
  readonly codeSigned: boolean;

  /**
   * Service name the user asked for with `configure({ serviceName })`.
   * @default - the provider's own default, usually the function's name
   */
  readonly serviceName?: string;

  /**
   * Share of traces to record, 0 to 1, that the user asked for with `configure({ samplingRatio })`.
   * @default - the provider's own default
   */
  readonly samplingRatio?: number;
}
