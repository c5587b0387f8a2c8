/** AWS Lambda's limits and rules that a plan can break. Source: "Lambda quotas" and "Environment variables" in the AWS Lambda Developer Guide, 2026. */

/** Layers per function. */
export const MAX_LAYERS = 5;

/** Bytes of all environment variables of a function together, names and values. */
export const MAX_ENVIRONMENT_BYTES = 4096;

/** Bytes of a function's code and layers together, unzipped. */
export const MAX_UNZIPPED_BYTES = 250 * 1024 * 1024;

/** Characters of all inline policies of a role together, white space not counted (IAM quotas). */
export const MAX_INLINE_POLICY_CHARACTERS = 10240;

/** What Lambda accepts as a variable's name: two characters at least. */
export const VARIABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** Variables that Lambda sets itself; a function that sets one is refused at deployment. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_LAMBDA_MAX_CONCURRENCY', 'AWS_LAMBDA_METADATA_API', 'AWS_LAMBDA_METADATA_TOKEN',
]);

/** Bytes that a set of variables takes of the limit. */
export function environmentBytes(variables: { readonly [name: string]: string }): number {
  let bytes = 0;
  for (const name of Object.keys(variables)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(variables[name]);
  }
  return bytes;
}
