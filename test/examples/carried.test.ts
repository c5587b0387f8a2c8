import { Carried } from '../../examples/shop/run/carried';
import { spanOfHeader } from '../../examples/shop/run/journal';

const HEADER = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1;Lineage=1:a:0';
const SENDER = { traceId: '67891233abcdef012345678912345678', spanId: '463ac35c9f6413ad' };

function noted(service: string, operation: string, answer: string, headerOnly: boolean, input: unknown = {}): Carried {
  const carried = new Carried(0);
  carried.note({ accessKey: 'a', service, operation, input, traceHeader: HEADER }, { status: 200, headers: {}, body: Buffer.from(answer) }, headerOnly);
  return carried;
}

describe.each([
  ['sqs', 'SendMessage', '{"MessageId":"m-1"}', {}],
  ['sqs', 'SendMessageBatch', '{"Successful":[{"Id":"0","MessageId":"m-0"},{"Id":"1","MessageId":"m-1"}]}', {}],
  ['events', 'PutEvents', '{"Entries":[{"EventId":"m-0"},{"EventId":"m-1"}]}', { Entries: [{}, {}] }],
  ['sns', 'Publish', '<PublishResult><MessageId>m-1</MessageId></PublishResult>', {}],
] as const)('%s.%s', (service, operation, answer, input) => {
  test('that stands in its message: the header goes on in its trace, and names another than the sender', async () => {
    const { header, sender } = await noted(service, operation, answer, false, input).with('m-1');
    expect(sender).toEqual(SENDER);
    expect(header).toMatch(/^Root=1-67891233-abcdef012345678912345678;Parent=[0-9a-f]{16};Sampled=1;Lineage=1:a:0$/);
    expect(spanOfHeader(header)!.spanId).not.toBe(SENDER.spanId);
  });

  test('that has no more than a header: it goes on as it is', async () => {
    expect(await noted(service, operation, answer, true, input).with('m-1')).toEqual({ sender: SENDER, header: HEADER });
  });
});

test('an event with a header of its own carries that one on', async () => {
  const own = HEADER.replace('463ac35c9f6413ad', '53995c3f42cd8ad8');
  const carried = noted('events', 'PutEvents', '{"Entries":[{"EventId":"e-1"}]}', true, { Entries: [{ TraceHeader: own }] });
  expect(await carried.withContent('{"id":"e-1"}')).toEqual({ sender: { ...SENDER, spanId: '53995c3f42cd8ad8' }, header: own });
});

test('a stream carries no header: a record has the sender that wrote into it, or none', async () => {
  expect(await noted('kinesis', 'PutRecord', '{"SequenceNumber":"7"}', false).with('7')).toEqual({ sender: SENDER });
  expect(await noted('kinesis', 'PutRecords', '{"Records":[{"SequenceNumber":"7"}]}', true).with('7')).toEqual({});
});

test('waits for who sent a message, though not for ever: the error names the message', async () => {
  const carried = new Carried(60_000);
  const waiting = carried.with('m-1');
  carried.note({ accessKey: 'a', service: 'sqs', operation: 'SendMessage', input: {}, traceHeader: HEADER }, { status: 200, headers: {}, body: Buffer.from('{"MessageId":"m-1"}') }, true);
  expect((await waiting).sender).toEqual(SENDER);
  await expect(new Carried(0).with('m-2')).rejects.toThrow('nobody is known to have sent m-2');
});

test('nobody waits longer than the run', async () => {
  const carried = new Carried(60_000);
  const waiting = carried.withContent('{"MessageId":"n-1"}');
  carried.end();
  await expect(waiting).rejects.toThrow('the run ended before it was known who sent n-1');
});
