import { createServer } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import * as path from 'node:path';
import { started } from './started';
import { ClosedNetwork, TraceBackEnd } from '../../sandbox';

const code = path.join(__dirname, 'fixtures', 'greedy');
const MB = 1024 * 1024;
const bounds = { memoryBytes: 256 * MB, processes: 200 };

describe('a function that takes too much is ended, with all it has started', () => {
  test('memory', async () => {
    const sandbox = await started('memory.handler', { code, bounds });
    expect(sandbox.init.status).toBe('crash');
    expect(sandbox.exceeded).toBe('memory');
  });

  test('processes', async () => {
    const sandbox = await started('forks.handler', { code, bounds });
    // Either the kernel refuses more, and Init's time runs out, or the watchdog is quicker.
    expect(['crash', 'timeout']).toContain(sandbox.init.status);
    const { ms } = await sandbox.shutdown();
    expect(ms).toBeLessThan(10_000);
  });

  test('disk', async () => {
    const sandbox = await started('disk.handler', { code, bounds });
    const { payload } = await sandbox.invoke({});
    expect(payload).toEqual({ megabytes: 512, refused: 'ENOSPC' });
  });

  test('output: what is kept of it has a limit, and each line as well', async () => {
    const { init } = await started('output.handler', { code, bounds });
    expect(init.status).toBe('success');
    expect(Math.max(...init.logs.map(({ line }) => line.length))).toBeLessThanOrEqual(256 * 1024);
    expect(init.logs.reduce((sum, { line }) => sum + line.length, 0)).toBeLessThanOrEqual(8 * MB);
  });
});

describe('in a closed network', () => {
  let network: ClosedNetwork;
  beforeEach(async () => {
    network = await ClosedNetwork.open();
  });
  afterEach(async () => network.close());

  test('a function reaches its own listeners and our receivers, and neither the host nor the world; the host does not reach it', async () => {
    const host = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const backEnd = await new TraceBackEnd({ network }).listen();
    const sandbox = await started('network.handler', { code, network, freeze: false });
    try {
      const outside = (server: { address(): unknown }) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { payload } = await sandbox.invoke({ outside: outside(host) });
      expect(payload).toEqual({ port: expect.any(Number), own: 200, host: 'ECONNREFUSED', world: 'ENETUNREACH', name: 'EAI_AGAIN' });
      const ours = await sandbox.invoke({ outside: backEnd.url });
      expect((ours.payload as { host: number }).host).toBe(400); // a GET is no OTLP

      const reached = await new Promise((resolve) => {
        const socket = connect((payload as { port: number }).port, '127.0.0.1', () => resolve('connected'));
        socket.on('error', ({ code: why }: NodeJS.ErrnoException) => resolve(why));
      });
      expect(reached).toBe('ECONNREFUSED');
    } finally {
      host.close();
      await backEnd.close();
    }
  });
});

test("a function writes to /tmp only, as root too: nothing of the host's", async () => {
  const sandbox = await started('network.write', { code });
  const { payload } = await sandbox.invoke({});
  expect(payload).toEqual({ '/etc': 'EROFS', '/usr': 'EROFS', '/dev': 'EROFS', '/var/task': 'EROFS', '/opt': 'EROFS', '/proc/sys/kernel': 'EROFS' });
});
