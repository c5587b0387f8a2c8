/** Environment variables with a meaning of AWS Lambda's own, spelled once. */

/** Path of a script that Lambda starts instead of the runtime. One per function. */
export const EXEC_WRAPPER_VARIABLE = 'AWS_LAMBDA_EXEC_WRAPPER';
