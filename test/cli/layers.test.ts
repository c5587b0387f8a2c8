import { randomBytes } from 'crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { createServer, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { zipSync } from 'fflate';
import { folderWith, reported, reportOf } from './assembly';
import { Answer, described, LambdaApi } from './lambda-api';
import { run } from '../../cli/program';

const variables = { ...process.env };
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:layer:tracer';
const FAR = 'arn:aws:lambda:us-east-1:111122223333:layer:tracer';
const list = (...versions: number[]) => ({ LayerVersions: versions.map((Version) => ({ Version })) });

let api: LambdaApi;
let folder: string;

afterEach(() => {
  api.stop();
  process.env = { ...variables };
});

/** An app that uses version 7 in eu-west-1, and in every region where its region is not known. */
async function started(answer: (path: string, query: URLSearchParams) => Answer): Promise<void> {
  api = new LambdaApi(answer);
  await api.start();
  folder = folderWith({
    'cdk.out/lambda-tracing.json': reportOf([reported(), reported({ path: 'Other/Fn', changes: { ...reported().changes!, layers: ['tracer (by region)', 'own (deployed with the app)'] } })]),
    'cdk.out/assembly-X/Other.template.json': { Mappings: { LambdaTracingLayer1446ee12: { 'us-east-1': { arn: `${FAR}:6` }, 'eu-west-1': { arn: `${ARN}:7` } }, Mine: { x: { arn: 'x' } } } },
    'cdk.out/Broken.template.json': '{',
  });
}

async function cli(...args: string[]) {
  const printed = { out: '', note: '' };
  const [command, ...rest] = args;
  const exitCode = await run(
    ['layers', command, join(folder, 'cdk.out'), '--lock', join(folder, 'lock.json'), ...rest], '0',
    { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } },
  );
  return { exitCode, ...printed };
}

const lock = () => readFileSync(join(folder, 'lock.json'), 'utf8');
const pinned = () => JSON.parse(lock()).layers;

describe('update', () => {
  test('pins the newest version, from as many pages as there are', async () => {
    await started((path, query) => {
      if (path === `${ARN}/versions`) { return { body: query.get('Marker') === 'two' ? list(12, 9) : { ...list(8, 7), NextMarker: 'two' } }; }
      return described(Number(path.split('/').pop()));
    });
    const { exitCode, out, note } = await cli('update');

    expect(exitCode).toBe(0);
    expect(pinned()).toEqual({ [ARN]: { version: 12, size: 1012, codeSha256: 'sha12', created: '2026-11-01T10:00:00.000+0000' } });
    expect(out).toBe(`+ ${ARN}:12\n${join(folder, 'lock.json')}: 1 layers, 1 changed\n`);
    expect(note).toBe('some stacks have no region: name those they are deployed to with --region\neu-west-1: 1 of 1 layers\n');
    expect(readdirSync(folder).sort()).toEqual(['cdk.out', 'lock.json']);
  });

  test('a vendor\'s layer that cannot be listed is looked for version by version, gaps included', async () => {
    const there = [7, 9, 12];
    await started((path) => {
      const version = Number(path.split('/').pop());
      return there.includes(version) ? described(version) : { status: 403, error: 'AccessDeniedException' };
    });

    expect((await cli('update')).exitCode).toBe(0);
    expect(pinned()[ARN].version).toBe(12);
  });

  test('regions of stacks that have none are named; what is pinned elsewhere stays', async () => {
    await started((path) => (path.endsWith('/versions') ? { body: list(7) } : described(7)));
    await cli('update');
    const { out } = await cli('update', '--region', 'us-east-1');

    expect(Object.keys(pinned())).toEqual([ARN, FAR]);
    expect(out).toBe(`+ ${FAR}:7\n${join(folder, 'lock.json')}: 2 layers, 1 changed\n`);
    expect((await cli('update', '--region', 'us-east-1')).out).toMatch(/2 layers, as before/);
  });

  test('--no-newer keeps what is pinned, and says where the content is another one', async () => {
    await started(() => described(7));
    await cli('update', '--no-newer');
    writeFileSync(join(folder, 'lock.json'), lock().replace('sha7', 'sha0'));
    const { out } = await cli('update', '--no-newer');

    expect(out).toContain(`! ${ARN}:7: its content is another one`);
    expect(api.requests.some((path) => path.endsWith('/versions'))).toBe(false);
  });

  test('a version that the app\'s code names is pinned, not moved', async () => {
    await started((path) => (path.endsWith('/versions') ? { body: list(9) } : described(Number(path.split('/').pop()))));
    const report = join(folder, 'cdk.out/lambda-tracing.json');
    await cli('update');
    writeFileSync(report, JSON.stringify(reportOf([reported({ changes: { ...reported().changes!, chosenLayers: [`${ARN}:7`] } })])));
    const { out } = await cli('update');

    expect(out).toContain(`~ ${ARN}: 9 -> 7`);
  });

  describe('what a layer unpacks to', () => {
    const archive = Buffer.from(zipSync({ 'a.txt': new Uint8Array(3_000_000), 'b.bin': randomBytes(100_000) }));
    const many = Buffer.from(zipSync(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`folder/with/a/long/name/file-${index}.txt`, new Uint8Array(100)]))));

    async function unzippedOf(content: Buffer, respond: (range: string, response: ServerResponse) => void) {
      const asked: string[] = [];
      const store = createServer((request, response) => {
        asked.push(String(request.headers.range));
        respond(asked[asked.length - 1], response);
      });
      await new Promise<void>((resolve) => store.listen(0, 'localhost', resolve));
      const Location = `http://localhost:${(store.address() as AddressInfo).port}/layer`;
      await started((path) => (path.endsWith('/versions') ? { body: list(7) } : { body: { CreatedDate: '2026-11-01', Content: { CodeSize: content.length, CodeSha256: 'sha', Location } } }));
      await cli('update');
      await cli('update');
      store.close();
      store.closeAllConnections();
      return { unzipped: pinned()[ARN].unzipped, asked };
    }

    const inRanges = (content: Buffer) => (range: string, response: ServerResponse) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(range)!;
      response.writeHead(206).end(content.subarray(Number(from), Number(to) + 1));
    };

    test('is read from the end of its archive', async () => {
      const { unzipped, asked } = await unzippedOf(archive, inRanges(archive));
      expect(unzipped).toBe(3_100_000);
      expect(asked).toEqual(Array.from({ length: 2 }, () => `bytes=${archive.length - 65557}-${archive.length - 1}`));
    });

    test('is read in two parts, where the list of its files is long', async () => {
      const { unzipped, asked } = await unzippedOf(many, inRanges(many));
      expect(unzipped).toBe(200_000);
      expect(asked).toHaveLength(4);
    });

    test.each<[string, (range: string, response: ServerResponse) => void]>([
      ['is all that is sent', (_, response) => response.writeHead(200).end(archive)], ['is refused', (_, response) => response.writeHead(403).end()], ['is cut off', (_, response) => response.destroy()],
    ])('is left out, where the archive %s; its host is not asked again', async (_, respond) => {
      const { unzipped, asked } = await unzippedOf(archive, respond);
      expect(unzipped).toBeUndefined();
      expect(asked).toHaveLength(1);
    });

    test('is left out, where there is no archive', async () => {
      expect((await unzippedOf(archive, (_, response) => response.writeHead(206).end('no archive'))).unzipped).toBeUndefined();
    });
  });

  test('throttling is waited for', async () => {
    let times = 0;
    await started((path) => (times++ < 2 ? { status: 429, error: 'TooManyRequestsException' } : path.endsWith('/versions') ? { body: list(8) } : described(8)));

    expect((await cli('update')).exitCode).toBe(0);
    expect(pinned()[ARN].version).toBe(8);
  }, 30_000);

  test.each<[string, (path: string) => Answer, RegExp]>([
    ['access is denied', () => ({ status: 403, error: 'AccessDeniedException' }), /layer:tracer:7: no: AccessDeniedException \(AccessDeniedException\); allow lambda:GetLayerVersion/],
    ['credentials are refused', () => ({ status: 403, error: 'UnrecognizedClientException' }), /the credentials are not valid in that region/],
    ['the version has vanished', (path) => (path.endsWith('/versions') ? { body: list() } : { status: 404, error: 'ResourceNotFoundException' }), /layer:tracer:7 does not exist any more/],
    ['the answer is half of one', (path) => (path.endsWith('/versions') ? { body: list(8) } : { body: { Version: 8, Content: {} } }), /the answer of the Lambda API is not complete/],
  ])('%s: one message, and the old lock stays whole', async (_, answer, message) => {
    let fails = false;
    await started((path) => (fails ? answer(path) : path.endsWith('/versions') ? { body: list(7) } : described(7)));
    await cli('update');
    const before = lock();
    fails = true;
    const { exitCode, note } = await cli('update');

    expect(exitCode).toBe(3);
    expect(note).toMatch(message);
    expect(note).not.toMatch(/\n\s+at /);
    expect(lock()).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['cdk.out', 'lock.json']);
  });

  test('cut off half way, between one layer and the next: the old lock stays whole', async () => {
    let asked = 0;
    await started((path) => (asked++ > 1 ? 'broken' : path.endsWith('/versions') ? { body: list(7) } : described(7)));
    process.env.AWS_MAX_ATTEMPTS = '1';
    writeFileSync(join(folder, 'lock.json'), '{ "version": 1, "layers": {} }');
    const { exitCode, note } = await cli('update', '--region', 'eu-west-1', 'us-east-1');

    expect(exitCode).toBe(3);
    expect(note).toMatch(/layer:tracer.*(ECONNRESET|socket hang up)/);
    expect(lock()).toBe('{ "version": 1, "layers": {} }');
  }, 60_000);

  test('a lock that is corrupt or newer is not overwritten, and nobody is asked', async () => {
    await started(() => described(7));
    for (const text of ['{ "version": 1,', '{ "version": 2 }']) {
      writeFileSync(join(folder, 'lock.json'), text);
      const { exitCode, note } = await cli('update');

      expect(exitCode).toBe(3);
      expect(note).toMatch(/^cdk-lambda-tracing: cannot use .*lock\.json: it /);
      expect(lock()).toBe(text);
    }
    expect(api.requests).toEqual([]);
  });

  test('nothing to pin', async () => {
    await started(() => described(7));
    const { exitCode, note } = await cli('update', '--region', 'ap-south-1');

    expect(exitCode).toBe(1);
    expect(note).toMatch(/uses no published layer in ap-south-1/);
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });
});

describe('check', () => {
  async function checked(answer: () => Answer, ...args: string[]) {
    let asked = false;
    await started(() => (asked ? answer() : described(7, 'sha7', '2020-01-01T00:00:00.000+0000')));
    await cli('update', '--no-newer');
    asked = true;
    return cli('check', ...args);
  }

  test.each<[string, () => Answer, string[], number, RegExp]>([
    ['all is well', () => described(7), [], 0, /all as it was pinned\n$/],
    ['one has vanished', () => ({ status: 404, error: 'ResourceNotFoundException' }), [], 1, /tracer:7 has vanished; run layers update\n.*1 problems/],
    ['one has changed', () => described(7, 'other'), [], 1, /tracer:7 has changed: 1007 bytes sha7 before, 1007 bytes other now/],
    ['one is old', () => described(7), ['--max-age', '90'], 1, /tracer:7 is \d+ days old, more than 90/],
    ['one is missing', () => described(7), ['--region', 'us-east-1'], 1, /us-east-1.*tracer is in use and not in the lock/],
  ])('%s', async (_, answer, args, expected, message) => {
    const { exitCode, out } = await checked(answer, ...args);

    expect(exitCode).toBe(expected);
    expect(out).toMatch(message);
  });

  test('the lock alone, where there is no assembly', async () => {
    await checked(() => described(7));
    const exitCode = await run(['layers', 'check', join(folder, 'nowhere'), '-l', join(folder, 'lock.json')], '0', { out: () => {}, note: () => {} });

    expect(exitCode).toBe(0);
  });

  test('no lock, and a wrong age', async () => {
    await started(() => described(7));

    expect((await cli('check')).note).toMatch(/there is no .*lock\.json; write it with layers update/);
    expect((await cli('check', '--max-age', 'old')).exitCode).toBe(2);
  });
});
