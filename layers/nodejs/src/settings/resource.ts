import { pairs, text, variables as env } from './environment';
import type { Attributes } from '../trace/attributes';

declare const LAYER_VERSION: string;

/** What every span of this environment shares. */
export function resourceAttributes(): Attributes {
  const name = env.AWS_LAMBDA_FUNCTION_NAME;
  const given = pairs('OTEL_RESOURCE_ATTRIBUTES');
  const memory = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  const detected: Record<string, string | number | string[] | undefined> = {
    'service.name': name ?? 'unknown_service:node',
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': env.AWS_REGION,
    'faas.name': name,
    'faas.version': env.AWS_LAMBDA_FUNCTION_VERSION,
    'faas.instance': env.AWS_LAMBDA_LOG_STREAM_NAME,
    'faas.max_memory': memory ? memory * 1024 * 1024 : undefined,
    'aws.log.group.names': env.AWS_LAMBDA_LOG_GROUP_NAME ? [env.AWS_LAMBDA_LOG_GROUP_NAME] : undefined,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'telemetry.sdk.name': 'cdk-lambda-tracing',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': LAYER_VERSION,
    ...given,
  };
  const service = text('OTEL_SERVICE_NAME');
  if (service) detected['service.name'] = service;
  return Object.fromEntries(Object.entries(detected).filter(([, value]) => value !== undefined)) as Attributes;
}
