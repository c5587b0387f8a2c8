/**
 * Names the Node.js layer and the CDK side agree on.
 *
 * Everything the OpenTelemetry specification names is read under its `OTEL_*` name; only what it has no name for is here.
 */

/** Value for `AWS_LAMBDA_EXEC_WRAPPER`: starts the layer without touching the function's `Handler`. */
export const LAYER_EXEC_WRAPPER = '/opt/cdk-lambda-tracing/wrapper';

/** Value for `Handler` where the function has an exec wrapper of its own; the original goes to `LAYER_ORIGINAL_HANDLER`. */
export const LAYER_REDIRECT_HANDLER = '/opt/cdk-lambda-tracing/handler.handler';

/** The user's handler, as it stood in the template: `src/app.handler`. Set by the exec wrapper, or by the template on a redirect. */
export const LAYER_ORIGINAL_HANDLER = 'LAMBDA_TRACING_HANDLER';

/**
 * Headers of the export request whose values are secrets, fetched after the first response.
 *
 * `x-api-key=secretsmanager:otlp-key,authorization=ssm:/otlp/token`: Secrets Manager name or ARN (`#key` picks one key of a JSON
 * secret), or SSM parameter name or ARN.
 */
export const LAYER_SECRET_HEADERS = 'LAMBDA_TRACING_SECRET_HEADERS';

/** Longest time in milliseconds the environment is held after a response to finish an export: `800`. */
export const LAYER_HOLD_LIMIT = 'LAMBDA_TRACING_HOLD_LIMIT';

/** Identifier of the internal extension: handed by the exec wrapper to the layer, never set by a user. */
export const LAYER_EXTENSION_ID = 'LAMBDA_TRACING_EXTENSION_ID';

/** Number of the open socket on which the exec wrapper has asked for the extension's first event: handed to the layer, never set by a user. */
export const LAYER_EXTENSION_SOCKET = 'LAMBDA_TRACING_EXTENSION_SOCKET';

/** The name the layer registers its internal extension under. */
export const LAYER_EXTENSION_NAME = 'cdk-lambda-tracing';

/** Number of the open, connected UDP socket to the X-Ray daemon: handed by the exec wrapper to the layer, never set by a user. */
export const LAYER_DAEMON_SOCKET = 'LAMBDA_TRACING_DAEMON_SOCKET';
