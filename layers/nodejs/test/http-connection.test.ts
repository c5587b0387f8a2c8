import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { HttpConnection } from '../src/platform/http-connection';
import { ReplyReader } from '../src/platform/http-reply';

interface Row {
  /** What the other side writes, one after the other has arrived. */
  readonly chunks: readonly string[];
  /** How often the reply has been parsed once all of it has arrived. */
  readonly parsed: number;
  /** What happens then. @default - nothing has to */
  readonly then?: 'read' | 'close';
  readonly body?: string;
  readonly error?: string;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n';
const WHOLE = `${HEAD}twelve bytes`;
const NO_CHUNKS = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n';
const NO_HTTP = 'nothing, 2 no HTTP\r\n\r\n';

const ROWS: Readonly<Record<string, Row>> = {
  'is not parsed before someone asks for it': { chunks: [WHOLE], parsed: 0, then: 'read', body: 'twelve bytes' },
  'is there when the other side closes': { chunks: [WHOLE], parsed: 0, then: 'close', body: 'twelve bytes' },
  'of which half has come when the other side closes fails': { chunks: [WHOLE.slice(0, -6)], parsed: 0, then: 'close', error: 'connection closed before the end of the reply' },
  'in two chunks is there with the second': { chunks: [HEAD, 'twelve bytes'], parsed: 2, body: 'twelve bytes' },
  'whose second chunk could be taken for a status of success is there with it': { chunks: [HEAD, 'the year 200'], parsed: 2, body: 'the year 200' },
  'with a bad body fails when someone asks for it': { chunks: [NO_CHUNKS], parsed: 0, then: 'read', error: 'not a chunked body' },
  'with a bad body fails when the other side closes': { chunks: [NO_CHUNKS], parsed: 0, then: 'close', error: 'not a chunked body' },
  'that is no HTTP fails when someone asks for it': { chunks: [NO_HTTP], parsed: 0, then: 'read', error: 'not an HTTP reply' },
  'that is no HTTP fails when the other side closes': { chunks: [NO_HTTP], parsed: 0, then: 'close', error: 'not an HTTP reply' },
  'that is no HTTP fails when more of it comes': { chunks: [NO_HTTP, NO_HTTP], parsed: 1, error: 'not an HTTP reply' },
  'of an error is parsed at once': { chunks: ['HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno'], parsed: 1, body: 'no' },
};

let server: Server;
let ours: Socket;
let theirs: Socket;

const opened = (message: unknown) => {
  ours = (message as { socket: Socket }).socket;
};

beforeEach(async () => {
  server = createServer((socket) => {
    theirs = socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  subscribe('net.client.socket', opened);
});

afterEach(async () => {
  unsubscribe('net.client.socket', opened);
  ours.destroy();
  theirs.destroy();
  await new Promise((resolve) => server.close(resolve));
});

// An exception in a listener of the socket is nobody's, in a function as here: Jest fails the test that runs.
test.each(Object.entries(ROWS))('an unhurried reply %s', async (_, { chunks, parsed, then, body, error }) => {
  const push = jest.spyOn(ReplyReader.prototype, 'push').mockClear();
  const connection = new HttpConnection(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const outcome = connection.send({ method: 'GET', path: '/', headers: {}, unhurried: () => true })
    .then((reply) => ({ body: reply.body.toString() }), ({ message }: Error) => ({ error: message }));
  await once(server, 'connection');
  let sent = 0;
  for (const chunk of chunks) {
    sent += chunk.length;
    theirs.write(chunk);
    while (ours.bytesRead < sent && !ours.destroyed) await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  expect(push).toHaveBeenCalledTimes(parsed);
  if (then === 'read') connection.read();
  if (then === 'close') theirs.end();
  expect(await outcome).toEqual(error === undefined ? { body } : { error });
  ours.destroy();
  while (!ours.closed) await new Promise(setImmediate);
});

test('a reply that nobody has asked for ends the connection, and is not that of the next request', async () => {
  const connection = new HttpConnection(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const answered = async (reply: string) => {
    const connected = once(server, 'connection');
    const sent = connection.send({ method: 'POST', path: '/', headers: {}, body: Buffer.from('x') });
    await connected;
    theirs.write(reply);
    return sent;
  };
  expect((await answered(WHOLE)).status).toBe(200);
  const first = ours;
  theirs.write('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n');
  while (!first.destroyed) await new Promise(setImmediate);
  expect((await answered(WHOLE)).body.toString()).toBe('twelve bytes');
  expect(ours).not.toBe(first);
});

const ENDLESS: Readonly<Record<string, readonly [head: string, more: string]>> = {
  'chunks': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', `10000\r\n${'x'.repeat(65536)}\r\n`],
  'small chunks': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(10000)],
  'one chunk': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n', 'x'.repeat(65536)],
  'a chunk size': ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '0'.repeat(65536)],
  'a gigabyte': ['HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n', 'x'.repeat(65536)],
  'no length': ['HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(65536)],
  'a head': ['HTTP/1.1 200 OK\r\n', `x-a: ${'x'.repeat(1000)}\r\n`.repeat(64)],
  'news of progress': ['', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(2000)],
};

test.each(Object.entries(ENDLESS))('an endless reply of %s is read no further than the limit, and judged by its head', async (kind, [head, more]) => {
  const connection = new HttpConnection(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const outcome = connection.send({ method: 'GET', path: '/', headers: {}, timeout: 5000 })
    .then(({ status, body }) => ({ status, fits: body.length <= 512 * 1024 }), ({ message }: Error) => message);
  await once(server, 'connection');
  const write = () => { while (!theirs.destroyed && theirs.write(more)); };
  theirs.on('error', () => undefined).on('drain', write).write(head);
  write();
  expect(await outcome).toEqual(kind === 'a head' || kind === 'news of progress' ? 'not an HTTP reply' : { status: 200, fits: true });
  expect(ours.destroyed).toBe(true);
  expect(ours.bytesRead).toBeLessThan(512 * 1024);
});
