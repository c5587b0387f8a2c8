/** On Managed Instances: by this channel the main thread tells the workers that the environment ends. */
export const FLUSH_CHANNEL = 'cdk-lambda-tracing';
