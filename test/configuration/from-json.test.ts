import * as exported from '../../src';
import { Backend, BackendKind, SecretStore, TracingSecret } from '../../src';
import { fromJson, providerFromJson } from '../../src/configuration/from-json';
import { providerNames } from '../../src/configuration/named-provider';
import * as all from '../../src/providers/all-providers';

test.each([
  ['instana', { endpointUrl: 'https://example.com', agentKey: { ssmParameterName: '/key' } }, 'instana'],
  ['Aws-Distro', {}, 'aws-distro'],
  ['awsdistro', undefined, 'aws-distro'],
  ['XRay', {}, 'xray'],
  ['open_telemetry', { backend: 'xray' }, 'opentelemetry'],
])('a provider by its name, however it is written: %s', (name, props, expected) => {
  expect(providerFromJson(name, props).name).toBe(expected);
});

test('every provider that the package exports has a name', () => {
  const classes = Object.entries(exported).filter(([name, value]) => name.endsWith('Provider') && name !== 'TracingProvider' && typeof value === 'function');
  expect(Object.keys(all).sort()).toEqual(classes.map(([name]) => name).sort());
  expect(providerNames()).toEqual(expect.arrayContaining(['aws-distro', 'instana', 'opentelemetry', 'xray']));
  expect(providerNames()).not.toContain('tracing');
});

test('secrets by name and ARN, at any depth', () => {
  const props = fromJson({
    agentKey: { secretsManagerName: 'key', encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
    list: [{ secretsManagerArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf' }],
    map: { header: { ssmParameterName: '/key', secureString: false } },
    plain: { text: 'as it is', number: 1, nothing: null },
  }) as any;

  expect(props.agentKey).toBeInstanceOf(TracingSecret);
  expect(props.agentKey).toMatchObject({ store: SecretStore.SECRETS_MANAGER, name: 'key' });
  expect(props.list[0]).toMatchObject({ store: SecretStore.SECRETS_MANAGER });
  expect(props.map.header).toMatchObject({ store: SecretStore.SSM_PARAMETER, secureString: false });
  expect(props.plain).toEqual({ text: 'as it is', number: 1, nothing: null });
});

test('back ends by name, with and without options, and providers within props', () => {
  const { backend } = fromJson({ backend: { otlp: { endpoint: 'https://otlp.example.com', secretHeaders: { 'x-api-key': { secretsManagerName: 'otlp-key' } } } } }) as { backend: Backend };

  expect(backend).toMatchObject({ kind: BackendKind.OTLP, endpoint: 'https://otlp.example.com' });
  expect(backend.secretHeaders['x-api-key']).toBeInstanceOf(TracingSecret);
  expect(fromJson({ token: { secretsManagerName: 'otlp', jsonField: 'apiKey' } }).token).toMatchObject({ name: 'otlp', jsonField: 'apiKey' });
  expect((fromJson({ backend: 'xray' }) as { backend: Backend }).backend.kind).toBe(BackendKind.XRAY);
  expect((fromJson({ fallback: { provider: 'xray' } }) as any).fallback.name).toBe('xray');
});

test.each([
  [{ agentKey: { ssmParameterName: 5 } }, 'ssmParameterName must be a text, got a number'],
  [{ agentKey: { secretsManagerName: 'key', value: 's3cret' } }, 'a secret named by secretsManagerName has no \'value\'; it may have encryptionKeyArn, jsonField'],
  [{ agentKey: { ssmParameterName: '/key', jsonField: 'a' } }, 'a secret named by ssmParameterName has no \'jsonField\'; it may have encryptionKeyArn, secureString'],
  [{ agentKey: { secretsManagerArn: 'key' } }, /the ARN of a secret must be/],
  [{ backend: 'nosuch' }, /^backend must be one of "xray", "xrayOtlp", "otlp"/],
  [{ backend: 'known' }, /^backend must be one of (?!.*"known")/],
  [{ backend: 'constructor' }, /^backend must be one of/],
  [{ backend: { otlp: {}, xray: {} } }, /^backend must be one of/],
  [{ backend: 5 }, /^backend must be one of/],
  [{ backend: { otlp: {} } }, /endpoint is missing/],
  [{ fallback: { provider: 'nosuch' } }, /^there is no provider 'nosuch'; use one of .*instana/],
])('refused: %j', (props, message) => {
  expect(() => fromJson(props)).toThrow(message);
});

test('a value where a secret is expected is the provider\'s to refuse, and not repeated', () => {
  const attempt = () => providerFromJson('instana', { endpointUrl: 'https://example.com', agentKey: 's3cret' });

  expect(attempt).toThrow(/agentKey is not a TracingSecret/);
  expect(attempt).not.toThrow(/s3cret/);
});
