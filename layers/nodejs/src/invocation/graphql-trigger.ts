import { memberCarrier } from './carriers';
import { part, present, string, type Part } from './event';
import { headerReader } from './http-trigger';
import type { Trigger } from './trigger';

/** AppSync: resolvers, handlers of its event channels, and its authorizers. */
export function graphqlTrigger(event: Part): Trigger | undefined {
  const info = part(event.info);
  const request = part(event.request);
  if (info && (part(request?.headers) || (string(info.fieldName) && string(info.parentTypeName)))) {
    const header = headerReader({ headers: request?.headers });
    const type = string(info.parentTypeName)?.toLowerCase();
    return {
      type: 'http',
      // A mapping template decides what is in the event; without the headers it may have put the context there.
      request: part(request?.headers) ? header : memberCarrier(event),
      attributes: present<string>({
        'lambda_tracing.event_source': 'appsync',
        'graphql.operation.type': type && ['query', 'mutation', 'subscription'].includes(type) ? type : undefined,
        'lambda_tracing.graphql.field': string(info.fieldName),
        'lambda_tracing.appsync.channel': string(part(info.channel)?.path),
        'server.address': string(request?.domainName) ?? header('host'),
        'client.address': header('x-forwarded-for')?.split(',', 1)[0].trim(),
        'user_agent.original': header('user-agent'),
      }),
    };
  }
  // The token authorizers of API Gateway have no context.
  if (!part(event.requestContext) || !string(event.authorizationToken)) return undefined;
  return { type: 'http', request: headerReader({ headers: event.requestHeaders }), attributes: { 'lambda_tracing.event_source': 'appsync' } };
}
