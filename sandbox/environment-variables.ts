import { limits } from './limits';
import { SandboxOptions } from './types';

/** What everybody may see in the function's facts; where an option has a default, it is applied. */
export interface FunctionFacts {
  readonly name: string;
  readonly version: string;
  readonly arn: string;
  readonly accountId: string;
  readonly handler: string;
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/** Names that CreateFunction refuses in a function's own environment. */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_LAMBDA_MAX_CONCURRENCY', 'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
]);

/** What Lambda checks when the function is created or updated; throws with every fault named. */
export function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const faults = [];
  const reserved = Object.keys(environment).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) faults.push(`reserved keys: ${reserved.join(', ')}`);
  const malformed = Object.keys(environment).filter((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) && !RESERVED.has(name));
  if (malformed.length > 0) faults.push(`malformed keys: ${malformed.join(', ')}`);
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > limits.environmentBytes) faults.push(`${bytes} bytes where ${limits.environmentBytes} are allowed`);
  if (faults.length > 0) throw new Error(`InvalidParameterValueException: environment variables: ${faults.join('; ')}`);
}

/** What the runtime process starts with. bootstrap.sh adds what only it sets (NODE_PATH). */
export function runtimeVariables(options: SandboxOptions, facts: FunctionFacts, runtimeApi: string): Record<string, string> {
  // Lambda's own, 169.254.79.129, would lead out of this machine.
  const daemon = options.xrayDaemonAddress ?? '127.0.0.1:2000';
  const [daemonHost, daemonPort] = daemon.split(':');
  return {
    // A function may set these itself …
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: daemon,
    ...options.environment,
    // … and these it may not.
    _AWS_XRAY_DAEMON_ADDRESS: daemonHost,
    _AWS_XRAY_DAEMON_PORT: daemonPort,
    _HANDLER: facts.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${options.runtime}`,
    AWS_LAMBDA_LOG_GROUP_NAME: facts.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStream,
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    ...platformVariables(options, facts, runtimeApi),
  };
}

/** What an external extension starts with: nothing that begins with an underscore, nothing of the runtime's. */
export function extensionVariables(options: SandboxOptions, facts: FunctionFacts, runtimeApi: string): Record<string, string> {
  return {
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
    ...options.environment,
    ...platformVariables(options, facts, runtimeApi),
  };
}

function platformVariables(options: SandboxOptions, facts: FunctionFacts, runtimeApi: string): Record<string, string> {
  const credentials = options.credentials ?? { accessKeyId: 'ASIASANDBOX', secretAccessKey: 'sandbox-secret', sessionToken: 'sandbox-token' };
  const managed = options.initializationType === 'lambda-managed-instances';
  return {
    AWS_REGION: facts.region,
    AWS_DEFAULT_REGION: facts.region,
    AWS_LAMBDA_FUNCTION_NAME: facts.name,
    AWS_LAMBDA_FUNCTION_VERSION: facts.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: options.initializationType ?? 'on-demand',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    ...(managed ? { AWS_LAMBDA_MAX_CONCURRENCY: String(options.maxConcurrency ?? 4) } : {}),
  };
}
