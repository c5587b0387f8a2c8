import { carries, memberCarrier } from './carriers';
import { objects, part, present, string, type Part } from './event';
import type { Carrier, Trigger } from './trigger';

/** Scheduled events of rules and of the Scheduler, and the periodic evaluations of Config. */
export function timerTrigger(event: Part): Trigger | undefined {
  const scheduled = event['detail-type'] === 'Scheduled Event' || event.source === 'aws.scheduler';
  const periodic = string(event.configRuleName) && string(event.invokingEvent)?.includes('"ScheduledNotification"');
  return scheduled || periodic ? { type: 'timer', attributes: present<string>({ 'faas.time': string(event.time) }) } : undefined;
}

/** Services that call a function with an event of their own: the conventions know them as `other`, so the service is named beside. */
export function serviceTrigger(event: Part, records: readonly Part[]): Trigger {
  const execution = part(event.Execution) ?? part(part(event.context)?.Execution);
  if (string(execution?.Id) && part(event.StateMachine)) return stateTrigger(event, execution ?? {});
  if (string(event.triggerSource) && string(event.userPoolId)) {
    return other('cognito', memberCarrier(part(event.request)?.clientMetadata), { 'lambda_tracing.event_name': string(event.triggerSource) });
  }
  if (records[0]?.eventSource === 'aws:ses') return mailTrigger(records[0]);
  if (string(part(event.awslogs)?.data)) return other('cloudwatch_logs');
  if (string(event.configRuleName)) return other('config');
  if (part(event['CodePipeline.job'])) return other('codepipeline');
  if (string(event.RequestType) && string(event.ResponseURL)) {
    return other('cloudformation', undefined, { 'lambda_tracing.event_name': string(event.RequestType) });
  }
  if (string(part(event.requestContext)?.functionArn) && part(event.requestContext)?.condition) {
    return other('lambda_destination', memberCarrier(event.requestPayload), { 'lambda_tracing.event_name': string(part(event.requestContext)?.condition) });
  }
  // A caller that has nothing else, such as a state, an IoT rule or a schedule's input, puts the context into the event.
  return other(undefined, memberCarrier(event));
}

/** What goes through the states of an execution, with the context object where the state passes it on. */
function stateTrigger(event: Part, execution: Part): Trigger {
  const inputs = [event, execution.Input, event.Input, part(event.context)].map(memberCarrier);
  return other('step_functions', inputs.find(carries), {
    'aws.step_functions.state_machine.arn': string(part(event.StateMachine)?.Id),
    'lambda_tracing.step_functions.execution': string(execution.Id),
    'lambda_tracing.step_functions.state': string(part(event.State)?.Name),
  });
}

function mailTrigger(record: Part): Trigger {
  const mail = part(part(record.ses)?.mail);
  const headers = objects(mail?.headers);
  const carrier: Carrier = (name) => string(headers.find((header) => string(header.name)?.toLowerCase() === name)?.value);
  return { ...other('ses', undefined, { 'messaging.message.id': string(mail?.messageId) }), messages: [carrier] };
}

function other(service?: string, request?: Carrier, attributes: Record<string, string | undefined> = {}): Trigger {
  return {
    type: 'other',
    request: request && carries(request) ? request : undefined,
    attributes: present<string>({ 'lambda_tracing.event_source': service, ...attributes }),
  };
}
