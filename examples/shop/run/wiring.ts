import { DeployedFunction } from './functions';
import { Deployment } from './names';
import { Permissions } from './permissions';
import { Located, resourcesOf } from './template';

/** A queue or stream that Lambda reads for a function: an event source mapping. */
export interface EventSource {
  readonly fn: DeployedFunction;
  readonly type: 'queue' | 'kinesis' | 'dynamodb';
  readonly arn: string;
  readonly batchSize: number;
  readonly reportsFailures: boolean;
  readonly bisects: boolean;
  /** -1 is for ever. */
  readonly retries: number;
}

/** A rule or topic that pushes to a function, without waiting for it. */
export interface Push {
  readonly fn: DeployedFunction;
  readonly type: 'bus' | 'topic';
  /** The rule's ARN, or the topic's. */
  readonly arn: string;
  /** What rings when something comes: the bus's name, or the topic's ARN. */
  readonly source: string;
}

/** A route of an HTTP API. */
export interface Route {
  readonly fn: DeployedFunction;
  readonly method: string;
  readonly path: string;
}

/** What leads to which function, read from the templates. */
export interface Wiring {
  readonly sources: readonly EventSource[];
  readonly pushes: readonly Push[];
  readonly routes: readonly Route[];
}

const DEFAULT_BATCH = { queue: 10, kinesis: 100, dynamodb: 100 } as const;

/** A connection that a template has no permission for is an error here, as it would stay silent on AWS. */
export function wiringOf(deployment: Deployment, functions: ReadonlyMap<string, DeployedFunction>, permissions: Permissions): Wiring {
  return { sources: sources(deployment, functions, permissions), pushes: pushes(deployment, functions, permissions), routes: routes(deployment, functions, permissions) };
}

function sources(deployment: Deployment, functions: ReadonlyMap<string, DeployedFunction>, permissions: Permissions): EventSource[] {
  return resolved(deployment, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    const fn = functions.get(nameOf(properties.FunctionName));
    if (fn === undefined || properties.Enabled === false) { return []; }
    const arn: string = properties.EventSourceArn;
    const type = { sqs: 'queue', kinesis: 'kinesis', dynamodb: 'dynamodb' }[arn.split(':')[2]] as EventSource['type'];
    const action = { queue: 'sqs:ReceiveMessage', kinesis: 'kinesis:GetRecords', dynamodb: 'dynamodb:GetRecords' }[type];
    if (!permissions.mayCall(fn.role, action, arn)) { throw new Error(`${fn.name} may not ${action} of ${arn}`); }
    return [{
      fn, type, arn,
      batchSize: properties.BatchSize ?? DEFAULT_BATCH[type],
      reportsFailures: (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
      bisects: properties.BisectBatchOnFunctionError ?? false,
      retries: properties.MaximumRetryAttempts ?? -1,
    }];
  });
}

function pushes(deployment: Deployment, functions: ReadonlyMap<string, DeployedFunction>, permissions: Permissions): Push[] {
  const permitted = (push: Push, principal: string): Push => {
    if (!permissions.mayInvoke(push.fn.name, principal, push.arn)) { throw new Error(`${principal} may not invoke ${push.fn.name} for ${push.arn}`); }
    return push;
  };
  const rules = resolved(deployment, 'AWS::Events::Rule').filter(({ properties }) => properties.EventPattern !== undefined && properties.State !== 'DISABLED');
  const subscriptions = resolved(deployment, 'AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'lambda');
  return [
    ...rules.flatMap((rule) => rule.properties.Targets.flatMap(({ Arn }: any) => {
      const fn = functions.get(nameOf(Arn));
      return fn === undefined ? [] : [permitted({ fn, type: 'bus', arn: deployment.arn(rule), source: rule.properties.EventBusName ?? 'default' }, 'events.amazonaws.com')];
    })),
    ...subscriptions.flatMap(({ properties: { Endpoint, TopicArn } }) => {
      const fn = functions.get(nameOf(Endpoint));
      return fn === undefined ? [] : [permitted({ fn, type: 'topic', arn: TopicArn, source: TopicArn }, 'sns.amazonaws.com')];
    }),
  ];
}

function routes(deployment: Deployment, functions: ReadonlyMap<string, DeployedFunction>, permissions: Permissions): Route[] {
  const integrations = resourcesOf(deployment.templates, 'AWS::ApiGatewayV2::Integration');
  return resolved(deployment, 'AWS::ApiGatewayV2::Route').flatMap(({ properties: { RouteKey, Target, ApiId } }) => {
    const integration = integrations.find((candidate) => Target === `integrations/${deployment.ref(candidate)}`)!;
    const fn = functions.get(nameOf(deployment.resolve(integration.properties.IntegrationUri, integration.template)));
    if (fn === undefined) { return []; }
    const [method, path] = String(RouteKey).split(' ');
    const { region, account } = deployment.place;
    const arn = `arn:aws:execute-api:${region}:${account}:${ApiId}/$default/${method}${path}`;
    if (!permissions.mayInvoke(fn.name, 'apigateway.amazonaws.com', arn)) { throw new Error(`the API may not invoke ${fn.name} for ${RouteKey}`); }
    return [{ fn, method, path }];
  });
}

function resolved(deployment: Deployment, type: string): Located[] {
  return resourcesOf(deployment.templates, type).map((located) => ({ ...located, properties: deployment.resolve(located.properties, located.template) }));
}

function nameOf(arnOrName: unknown): string {
  return String(arnOrName).split(':').pop()!;
}
