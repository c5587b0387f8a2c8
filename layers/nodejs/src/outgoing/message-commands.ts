import { asObject, bytesWithMembers, fromBase64, jsonObject, textWithMembers } from './message-json';

type Input = Record<string, unknown>;
type Headers = Readonly<Record<string, string>>;
/** The command's input with the context in it; undefined where there is no room, or one already. With `all` a payload may be touched. */
type Rewrite = (input: unknown, headers: Headers, all?: boolean) => Input | undefined;

export interface Client {
  readonly client: string;
  /** As the spans of its calls name the service. */
  readonly name: string;
  readonly commands: () => Readonly<Record<string, Rewrite>>;
  /** There is no place for attributes: the context goes into the JSON that is sent. */
  readonly payload?: true;
}

/** The services allow ten; SNS's are SQS's where delivery is raw. */
const ATTRIBUTES = 10;
/** SQS, SNS and EventBridge took a quarter of a megabyte in all, and some still do: what comes near to it is left as it is. */
const NEARLY_FULL = 225000;
/** A record of Kinesis may have a megabyte and a call five; one that large is not worth reading. */
const CALL_NEARLY_FULL = 4500000;
/** Base64 of a client context may have 3,583 characters. */
const CLIENT_CONTEXT = 3583;

export const COMMANDS: Readonly<Record<string, Client>> = {
  sqs: {
    client: 'SQSClient',
    name: 'SQS',
    commands: () => ({
      SendMessageCommand: one(sizeOfMessage, NEARLY_FULL, withAttributes),
      SendMessageBatchCommand: each('Entries', sizeOfMessage, NEARLY_FULL, withAttributes),
    }),
  },
  sns: {
    client: 'SNSClient',
    name: 'SNS',
    commands: () => ({
      PublishCommand: (input, headers) => asObject(input)?.PhoneNumber ? undefined : one(sizeOfMessage, NEARLY_FULL, withAttributes)(input, headers),
      PublishBatchCommand: each('PublishBatchRequestEntries', sizeOfMessage, NEARLY_FULL, withAttributes),
    }),
  },
  eventbridge: {
    client: 'EventBridgeClient',
    name: 'EventBridge',
    payload: true,
    commands: () => ({ PutEventsCommand: each('Entries', ({ Detail }) => lengthOf(Detail), NEARLY_FULL, (entry, headers) => replaced(entry, 'Detail', textWithMembers(entry.Detail, headers))) }),
  },
  kinesis: {
    client: 'KinesisClient',
    name: 'Kinesis',
    payload: true,
    commands: () => ({
      PutRecordCommand: one(({ Data }) => lengthOf(Data), NEARLY_FULL, withData),
      PutRecordsCommand: each('Records', ({ Data }) => lengthOf(Data), CALL_NEARLY_FULL, withData),
    }),
  },
  lambda: { client: 'LambdaClient', name: 'Lambda', commands: () => ({ InvokeCommand: one(() => 0, 1, withPayloadOrClientContext) }) },
  sfn: {
    client: 'SFNClient',
    name: 'SFN',
    payload: true,
    commands: () => ({ StartExecutionCommand: one(sizeOfInput, NEARLY_FULL, withStateInput), StartSyncExecutionCommand: one(sizeOfInput, NEARLY_FULL, withStateInput) }),
  },
};

type Change = (message: Input, headers: Headers, all?: boolean) => Input | undefined;

function one(size: (message: Input) => number, limit: number, change: Change): Rewrite {
  return (given, headers, all) => {
    const input = asObject(given);
    return input && size(input) < limit ? change(input, headers, all) : undefined;
  };
}

/** A batch has one call, so all its messages have the same parent. */
function each(member: string, size: (message: Input) => number, limit: number, change: Change): Rewrite {
  return (given, headers) => {
    const input = asObject(given);
    const entries = input?.[member];
    if (!input || !Array.isArray(entries) || !entries.every(asObject)) return undefined;
    const messages = entries as Input[];
    const room = messages.reduce((sum, message) => sum + size(message) + 200, 0) < limit;
    return room ? { ...input, [member]: messages.map((message) => change(message, headers) ?? message) } : undefined;
  };
}

function withAttributes(message: Input, headers: Headers): Input | undefined {
  const given = message.MessageAttributes ?? {};
  const attributes = asObject(given);
  if (!attributes || Object.keys(attributes).some((name) => Object.hasOwn(headers, name))) return undefined;
  const added = Object.entries(headers).slice(0, Math.max(ATTRIBUTES - Object.keys(attributes).length, 0));
  if (added.length === 0) return undefined;
  return { ...message, MessageAttributes: { ...attributes, ...Object.fromEntries(added.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])) } };
}

function withData(record: Input, headers: Headers): Input | undefined {
  return lengthOf(record.Data) > NEARLY_FULL ? undefined : replaced(record, 'Data', bytesWithMembers(record.Data, headers));
}

/** An execution that has a name is the same one if it is started twice with the same input, and an error with another. */
function withStateInput(input: Input, headers: Headers): Input | undefined {
  return input.name === undefined ? replaced(input, 'input', textWithMembers(input.input, headers)) : undefined;
}

/** Lambda hands a client context over to synchronous invocations only; on the others the header goes on, and what is in the event. */
function withPayloadOrClientContext(input: Input, headers: Headers, all = false): Input | undefined {
  const { InvocationType = 'RequestResponse', Payload, DurableExecutionName } = input;
  if (InvocationType === 'Event' && all && DurableExecutionName === undefined && lengthOf(Payload) < NEARLY_FULL) {
    return replaced(input, 'Payload', typeof Payload === 'string' ? textWithMembers(Payload, headers) : bytesWithMembers(Payload, headers));
  }
  if (InvocationType !== 'RequestResponse') return undefined;
  const given = typeof input.ClientContext === 'string' ? jsonObject(fromBase64(input.ClientContext)) : {};
  const custom = asObject(given?.custom ?? given?.Custom ?? {});
  if (!given || !custom || Object.keys(custom).some((name) => Object.hasOwn(headers, name))) return undefined;
  const name = given.Custom ? 'Custom' : 'custom';
  const context = Buffer.from(JSON.stringify({ ...given, [name]: { ...custom, ...headers } }), 'utf8').toString('base64');
  return context.length > CLIENT_CONTEXT ? undefined : { ...input, ClientContext: context };
}

function replaced(message: Input, member: string, value: unknown): Input | undefined {
  return value === undefined ? undefined : { ...message, [member]: value };
}

function sizeOfMessage({ MessageBody, Message, MessageAttributes }: Input): number {
  const attributes = Object.entries(asObject(MessageAttributes) ?? {}).map(([name, value]) => {
    const { StringValue, BinaryValue } = asObject(value) ?? {};
    return name.length + 20 + lengthOf(StringValue) + lengthOf(BinaryValue);
  });
  return attributes.reduce((sum, size) => sum + size, lengthOf(MessageBody) + lengthOf(Message));
}

function sizeOfInput({ input }: Input): number {
  return lengthOf(input);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : 0;
}
