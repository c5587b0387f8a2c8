import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { RUNTIMES, invocationSpans, withLambda } from './support/lambda';

/** Each call leaves something behind that makes requests beside later ones: a timer, a body it has not read, a query on an open connection. */
const FILES = {
  'index.js': `
    const http = require('node:http');
    const net = require('node:net');
    const get = (url) => new Promise((ok, no) => http.get(url, (response) => response.resume().on('end', ok)).on('error', no));
    const sleep = (ms) => new Promise((ok) => setTimeout(ok, ms));
    let connection;
    const query = async (port) => {
      connection ??= net.connect(port, '127.0.0.1');
      connection.write('query');
      await new Promise((ok) => connection.once('data', ok));
    };
    const LATE = {
      timer: () => new Promise((ok) => setTimeout(ok, 200).unref()),
      body: async ({ url }) => (await fetch(url + '/slow')).text(),
      query: async ({ database }) => query(database),
    };
    exports.handler = async (event) => {
      const { url, n, late, wait } = event;
      if (late) void LATE[late](event).then(() => get(url + '/late-' + n)).then(() => get(url + '/later-' + n));
      await get(url + '/own-' + n);
      await sleep(wait);
    };`,
};

describe.each(RUNTIMES)('on %s, what an invocation leaves behind stays its own beside the next one', (runtime) => {
  test.each(['timer', 'body', 'query'])('%s', async (late) => {
    const peer = createHttpServer((request, response) => {
      request.resume();
      response.write('some');
      if (request.url === '/slow') setTimeout(() => response.end(), 200);
      else response.end();
    });
    const database = createServer((socket) => socket.on('error', () => undefined).on('data', () => setTimeout(() => socket.write('rows'), 200)));
    const ports = await Promise.all([peer, database].map(async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return (server.address() as AddressInfo).port;
    }));
    const url = `http://127.0.0.1:${ports[0]}`;
    try {
      await withLambda({ runtime, files: FILES, timeoutSeconds: 20, memoryMb: 512 }, async (lambda) => {
        for (const n of [1, 2, 3]) {
          const event = { url, database: ports[1], n, late: n < 3 ? late : undefined, wait: n === 1 ? 1 : 400 };
          expect((await lambda.invoke(event)).status).toBe('success');
        }
        const spans = await lambda.spans(late === 'body' ? 12 : 10);
        const byId = new Map(invocationSpans(spans).map((span) => [span.spanId, span]));
        const owners = Object.fromEntries(spans.filter(({ kind }) => kind === 'client')
          .map(({ attributes, parentSpanId }) => [new URL(String(attributes['url.full'])).pathname, byId.get(parentSpanId ?? '')?.spanId]));
        expect(new Set([owners['/own-1'], owners['/own-2'], owners['/own-3']]).size).toBe(3);
        for (const n of [1, 2]) expect([owners[`/late-${n}`], owners[`/later-${n}`]]).toEqual([owners[`/own-${n}`], owners[`/own-${n}`]]);
      });
    } finally {
      peer.closeAllConnections();
      peer.close();
      database.close();
    }
  });
});
