import { Located, outermost, Resource, Template } from './template';

/** Where the shop is deployed: its own account and region, with queues at an address of this machine. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Base URL of the AWS API. */
  readonly endpoint: string;
}

/** What CloudFormation would know of a deployed resource. */
interface Names {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Resolves what templates refer to. Names are made up as CloudFormation makes them, of stack and logical id; what only the service
 * knows once a resource is there, such as the ARN of a table's stream, is told afterwards.
 */
export class Deployment {
  private readonly later = new Map<string, string>();

  constructor(public readonly templates: readonly Template[], public readonly place: Place) {}

  /** An attribute that the service has made up. */
  public tell({ template, logicalId }: Pick<Located, 'template' | 'logicalId'>, attribute: string, value: string): void {
    this.later.set(`${template.stack}.${logicalId}.${attribute}`, value);
  }

  public ref({ template, logicalId }: Pick<Located, 'template' | 'logicalId'>): string {
    return this.names(template, logicalId, template.resources[logicalId]).ref;
  }

  public arn({ template, logicalId }: Pick<Located, 'template' | 'logicalId'>): string {
    return this.attribute(template, logicalId, 'Arn');
  }

  /** A value of a template, with every intrinsic function in it carried out. */
  public resolve(value: any, template: Template): any {
    if (Array.isArray(value)) { return value.map((item) => this.resolve(item, template)); }
    if (typeof value !== 'object' || value === null) { return value; }
    const entries = Object.entries<any>(value);
    if (entries.length === 1) {
      const [name, argument] = entries[0];
      if (name === 'Ref' || name.startsWith('Fn::')) { return this.intrinsic(name, argument, template); }
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item, template)]));
  }

  private intrinsic(name: string, argument: any, template: Template): any {
    switch (name) {
      case 'Ref': return this.reference(argument, template);
      case 'Fn::GetAtt': return this.getAtt(template, argument[0], argument[1]);
      case 'Fn::Join': return this.resolve(argument[1], template).join(argument[0]);
      case 'Fn::Select': return this.resolve(argument[1], template)[Number(argument[0])];
      case 'Fn::Split': return String(this.resolve(argument[1], template)).split(argument[0]);
      case 'Fn::ImportValue': return this.imported(this.resolve(argument, template));
      case 'Fn::Sub': return String(argument).replace(/\$\{([^}]+)\}/g, (_, inner: string) => (inner.includes('.')
        ? this.getAtt(template, inner.split('.')[0], inner.split('.').slice(1).join('.')) : this.reference(inner, template)));
      default: return `<${name}>`;
    }
  }

  private reference(id: string, template: Template): any {
    const pseudo: Record<string, string> = {
      'AWS::Partition': 'aws', 'AWS::AccountId': this.place.account, 'AWS::Region': this.place.region, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': template.stack,
    };
    if (id in pseudo) { return pseudo[id]; }
    if (id in template.given) { return this.resolve(template.given[id], template.parent!); }
    const resource = template.resources[id];
    return resource === undefined ? `<${id}>` : this.names(template, id, resource).ref;
  }

  private getAtt(template: Template, logicalId: string, attribute: string): any {
    const nested = template.nested.get(logicalId);
    if (nested !== undefined && attribute.startsWith('Outputs.')) { return this.resolve(nested.outputs[attribute.slice('Outputs.'.length)].Value, nested); }
    return this.attribute(template, logicalId, attribute);
  }

  private attribute(template: Template, logicalId: string, attribute: string): string {
    return this.later.get(`${template.stack}.${logicalId}.${attribute}`)
      ?? this.names(template, logicalId, template.resources[logicalId]).attributes[attribute] ?? `<${logicalId}.${attribute}>`;
  }

  private imported(name: string): any {
    for (const template of this.templates) {
      const output = Object.values(template.outputs).find(({ Export }) => Export?.Name === name);
      if (output !== undefined) { return this.resolve(output.Value, template); }
    }
    throw new Error(`nothing is exported as '${name}'`);
  }

  private names(template: Template, logicalId: string, { Type, Properties = {} }: Resource): Names {
    const { account, region, endpoint } = this.place;
    const name = `${outermost(template).stack}-${logicalId}`;
    const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
    switch (Type) {
      case 'AWS::SQS::Queue': return { ref: `${endpoint}/${account}/${name}`, attributes: { Arn: arn('sqs', name), QueueName: name } };
      case 'AWS::SNS::Topic': return { ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } };
      case 'AWS::Events::EventBus': return { ref: Properties.Name, attributes: { Arn: arn('events', `event-bus/${Properties.Name}`), Name: Properties.Name } };
      case 'AWS::Events::Rule': return { ref: name, attributes: { Arn: arn('events', `rule/${Properties.EventBusName ? `${this.resolve(Properties.EventBusName, template)}/` : ''}${name}`) } };
      case 'AWS::DynamoDB::Table': return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      case 'AWS::Kinesis::Stream': return { ref: name, attributes: { Arn: arn('kinesis', `stream/${name}`) } };
      case 'AWS::Lambda::Function': {
        // The name of its service in every trace: without the hash it reads better.
        const short = name.replace(/[0-9A-F]{8}$/, '');
        return { ref: short, attributes: { Arn: arn('lambda', `function:${short}`) } };
      }
      case 'AWS::IAM::Role': return { ref: name, attributes: { Arn: `arn:aws:iam::${account}:role/${name}` } };
      default: return { ref: name, attributes: {} };
    }
  }
}
