/** Begins the comment in a Dockerfile that says whose tracer its image holds, and for which runtime: `# cdk-lambda-tracing: datadog nodejs22.x`. */
export const IMAGE_MARKER = '# cdk-lambda-tracing:';

/** What the marker calls this package's own layer. */
export const OWN_IMAGE = 'own';
