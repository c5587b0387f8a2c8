/** Environment variables with a meaning of AWS Lambda's own, spelled once. */

/** Path of a script that Lambda starts instead of the runtime. One per function. */
export const EXEC_WRAPPER_VARIABLE = 'AWS_LAMBDA_EXEC_WRAPPER';

/**
 * Wrapper of the AWS Lambda Web Adapter: it starts the function's handler as a program, a web server, and no function is ever called
 * (`layer/bootstrap` in its repository, awslabs/aws-lambda-web-adapter).
 */
export const WEB_ADAPTER_WRAPPER = '/opt/bootstrap';
