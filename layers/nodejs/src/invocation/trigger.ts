import { parsed } from './carriers';
import { documentTrigger } from './document-trigger';
import { objects, part, string, type Part } from './event';
import { graphqlTrigger } from './graphql-trigger';
import { httpTrigger } from './http-trigger';
import { messageTrigger } from './message-trigger';
import { serviceTrigger, timerTrigger } from './service-trigger';
import type { Attributes } from '../trace/attributes';

/** Where one context may be found: a header or message attribute by lower-case name. */
export type Carrier = (name: string) => string | undefined;

/** What the event says about the invocation, in the words of the FaaS conventions. */
export interface Trigger {
  readonly type: 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';
  readonly attributes: Attributes;
  /** The request that waits for this invocation. */
  readonly request?: Carrier;
  /** The messages this invocation processes, each with a context of its own. */
  readonly messages?: readonly Carrier[];
}

export function triggerOf(event: unknown): Trigger {
  // A pipe gives its records bare, AppSync gives a batch of fields to resolve: what the first one is, all are.
  const shape = part(event) ?? (Array.isArray(event) ? part(event[0]) : undefined);
  if (!shape) return { type: 'other', attributes: {} };
  const execution = string(shape.DurableExecutionArn);
  if (execution) return durableTrigger(shape, execution);
  const records = objects(Array.isArray(event) ? event : shape.Records);
  return httpTrigger(shape) ?? graphqlTrigger(shape) ?? timerTrigger(shape) ?? messageTrigger(shape, records) ?? documentTrigger(shape, records)
    ?? serviceTrigger(shape, records);
}

/** A durable execution replays: each of its invocations has the origin of the first, and is found by the execution they share. */
function durableTrigger(event: Part, execution: string): Trigger {
  const [first] = objects(part(event.InitialExecutionState)?.Operations);
  const input = parsed(string(part(first?.ExecutionDetails)?.InputPayload) ?? '');
  // An execution within an execution is nobody's event.
  const trigger = part(input)?.DurableExecutionArn ? triggerOf(undefined) : triggerOf(input);
  return { ...trigger, attributes: { ...trigger.attributes, 'lambda_tracing.durable_execution': execution } };
}
