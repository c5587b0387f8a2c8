import { documentTrigger } from './document-trigger';
import { part, string } from './event';
import { httpTrigger } from './http-trigger';
import { messageTrigger } from './message-trigger';
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
  const shape = part(event);
  if (!shape) return { type: 'other', attributes: {} };
  return httpTrigger(shape) ?? messageTrigger(shape) ?? documentTrigger(shape) ?? timerTrigger(shape)
    ?? { type: 'other', attributes: durable(shape) };
}

function timerTrigger(event: Record<string, unknown>): Trigger | undefined {
  const scheduled = event['detail-type'] === 'Scheduled Event' || event.source === 'aws.scheduler';
  if (!scheduled) return undefined;
  const time = string(event.time);
  return { type: 'timer', attributes: time ? { 'faas.time': time } : {} };
}

/** A durable execution replays: its invocations are found by the execution they share. */
function durable(event: Record<string, unknown>): Attributes {
  const arn = string(event.DurableExecutionArn);
  return arn ? { 'lambda_tracing.durable_execution': arn } : {};
}
