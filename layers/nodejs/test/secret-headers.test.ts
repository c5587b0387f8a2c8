import { JUMP, JUMPING, libfaketime } from './support/jumping-clock';
import { withLambda } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import { SecretStore, TraceBackEnd, type Behaviour } from '../../../sandbox';

const FILES = { 'index.js': 'exports.handler = async () => "ok";' };

describe('secret headers', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:otlp-AbCdEf';

  test('are read from Secrets Manager and SSM, once, after the first response', async () => {
    const store = await new SecretStore({ secrets: { 'otlp-key': 'one', [ARN]: '{"token":"two"}' }, parameters: { '/otlp/key': 'three' } }).listen();
    const environment = {
      LAMBDA_TRACING_SECRET_HEADERS: `x-one=secretsmanager:otlp-key, x-two=secretsmanager:${ARN}#token,x-three=ssm:/otlp/key,x-four=ssm:arn:aws:ssm:us-east-1:123456789012:parameter/otlp/key`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url, AWS_ENDPOINT_URL_SSM: store.url,
    };
    await withLambda({ files: FILES, backend: 'otlp', environment }, async (lambda) => {
      let asked = -1;
      await lambda.invoke({}, { onResponse: () => { asked = store.requests.length; } });
      expect(asked).toBe(0);
      await lambda.spans(1);
      expect(lambda.backEnd.requests[0].headers).toMatchObject({ 'x-one': 'one', 'x-two': 'two', 'x-three': 'three', 'x-four': 'three' });
      await lambda.invoke();
      await lambda.spans(2);
      expect(store.requests).toHaveLength(4);
    });
    await store.close();
  });

  test.each(['missing', 'denied'])('that are %s cost nothing but the spans, and say so once', async (name) => {
    const store = await new SecretStore({ secrets: {}, denied: ['denied'] }).listen();
    const environment = { LAMBDA_TRACING_SECRET_HEADERS: `x-api-key=secretsmanager:${name}`, AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url };
    await withLambda({ files: FILES, backend: 'otlp', environment }, async (lambda) => {
      const lines: string[] = [];
      for (let i = 0; i < 5; i++) {
        const { status, logs } = await lambda.invoke();
        expect(status).toBe('success');
        lines.push(...logs.map(({ line }) => line));
      }
      expect(lines.filter((line) => line.includes('a secret header could not be read'))).toHaveLength(1);
      expect(lambda.backEnd.requests).toEqual([]);
      expect(store.requests).toHaveLength(1);
    });
    await store.close();
  });

  test.each(['s3cret', '{"token":', 'null', '{"token":5}', '["s3cret"]'])('with a field of %s, which has none, are not read, and not in the log', async (value) => {
    const store = await new SecretStore({ secrets: { 'otlp-key': value } }).listen();
    const environment = { LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:otlp-key#token', AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url, OTEL_LOG_LEVEL: 'debug' };
    await withLambda({ files: FILES, backend: 'otlp', environment }, async (lambda) => {
      const lines = (await lambda.invoke()).logs.map(({ line }) => line);
      lines.push(...(await lambda.sandbox.shutdown()).logs.map(({ line }) => line));
      expect(lines.filter((line) => /a secret header could not be read; otlp-key(#token has no text in it| is not JSON)/.test(line))).toHaveLength(1);
      expect(lines.join()).not.toMatch(/s3cret|\{"token/);
      expect(lambda.backEnd.requests).toEqual([]);
    });
    await store.close();
  });

  test.each<[string, Behaviour]>([['never answers', { fault: 'hang' }], ['resets', { fault: 'reset' }], ['answers no JSON', { body: '<html>' }], ['fails', { status: 500 }]])(
    'from a store that %s leave the response and the error as they are', async (_, behaviour) => {
      const store = await new TraceBackEnd({ behaviour }).listen();
      const files = { 'index.js': 'exports.handler = async ({ fail }) => { if (fail) throw new TypeError("failed"); return 1; };' };
      const environment = { LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:otlp-key,x-other=ssm:/otlp', AWS_ENDPOINT_URL: store.url };
      const { spans } = await sameAsBare({ files, backend: 'otlp', environment }, [{}, { fail: true }, {}], 0);
      expect(spans).toEqual([]);
      expect(store.connections).toBeGreaterThan(0);
      await store.close();
    });

  test('that were changed are read again once the back end refuses the old ones', async () => {
    const secrets = { 'otlp-key': 'old' };
    const store = await new SecretStore({ secrets }).listen();
    const environment = { ...JUMPING, LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:otlp-key', AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url };
    const files = { 'index.js': `${JUMP} exports.handler = async ({ later }) => later ? jump(3600) : 1;` };
    await withLambda({ files, layers: [libfaketime()], backend: 'otlp', environment }, async (lambda) => {
      let accepted = 'old';
      lambda.backEnd.behaviour = ({ headers }) => ({ status: headers['x-api-key'] === accepted ? 200 : 401 });
      await lambda.invoke();
      secrets['otlp-key'] = accepted = 'new';
      // A back end that says no to one that was just read is right.
      await lambda.invoke({ later: true });
      await lambda.sandbox.shutdown();
      expect(lambda.backEnd.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['old', 'old', 'new']);
      expect(store.requests).toHaveLength(2);
    });
    await store.close();
  });
});
