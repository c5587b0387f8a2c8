import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

/** Clients in whose messages our layer has a place for a context, as requests name their services; payloads are touched only where that is asked for. */
const CLIENTS = [
  { client: 'sqs', service: 'sqs' }, { client: 'sns', service: 'sns' }, { client: 'lambda', service: 'lambda' },
  { client: 'eventbridge', service: 'events', payload: true }, { client: 'kinesis', service: 'kinesis', payload: true },
  { client: 'sfn', service: 'states', payload: true },
];

/**
 * The services in whose messages a function's calls stand themselves: what its variables ask for, of the clients that its bundle leaves
 * to the runtime. To all others goes no more than a header.
 */
export function servicesWithContext(code: string, environment: Readonly<Record<string, string>>): ReadonlySet<string> {
  const wanted = environment.LAMBDA_TRACING_MESSAGE_CONTEXT ?? 'attributes';
  const text = readdirSync(code).filter((name) => /\.[cm]?js$/.test(name)).map((name) => readFileSync(join(code, name), 'utf8')).join('\n');
  const left = new Set([...text.matchAll(/(?:require\(|from ?)["']@aws-sdk\/client-([\w-]+)["']/g)].map(([, name]) => name));
  return new Set(CLIENTS.filter(({ client, payload = false }) => left.has(client) && (wanted === 'all' || (wanted === 'attributes' && !payload))).map(({ service }) => service));
}
