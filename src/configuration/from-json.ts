import { namedProvider } from './named-provider';
import { Backend } from '../backends/backend';
import type { ITracingProvider } from '../core/provider';
import { TracingSecret } from '../core/tracing-secret';

type Json = { readonly [name: string]: unknown };

/** The ways to name a secret in JSON. There is none for a value: it would stand in a file, or in a build's log. */
const SECRETS: { readonly [form: string]: { readonly options: readonly string[]; make(where: string, options: Json): TracingSecret } } = {
  secretsManagerName: { options: ['encryptionKeyArn', 'jsonField'], make: (name, options) => TracingSecret.fromSecretsManagerName(name, options) },
  secretsManagerArn: { options: ['encryptionKeyArn', 'jsonField'], make: (arn, options) => TracingSecret.fromSecretsManagerArn(arn, options) },
  ssmParameterName: { options: ['encryptionKeyArn', 'secureString'], make: (name, options) => TracingSecret.fromSsmParameterName(name, options) },
};

/**
 * Props as a provider's constructor takes them, from their JSON form. `{ "ssmParameterName": "/key" }` is a TracingSecret,
 * the value of `backend` a Backend (`"xray"`, `{ "otlp": { … } }`), `{ "provider": "xray" }` another provider.
 *
 * @throws where an object has such a form and cannot be made; all else is for the provider to judge
 */
export function fromJson(props: Json): Json {
  return Object.fromEntries(Object.entries(props).map(([name, value]) => [name, name === 'backend' ? backend(value) : converted(value)]));
}

/** @throws where there is no such provider, or its props are wrong */
export function providerFromJson(name: string, props: Json = {}): ITracingProvider {
  return new (namedProvider(name))(fromJson(props));
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(converted); }
  if (typeof value !== 'object' || value === null) { return value; }
  const json = value as Json;
  const form = Object.keys(SECRETS).find((name) => Object.hasOwn(json, name));
  if (form !== undefined) { return secret(form, json); }
  if (typeof json.provider === 'string') { return providerFromJson(json.provider, json.props as Json | undefined); }
  return fromJson(json);
}

function secret(form: string, { [form]: where, ...options }: Json): TracingSecret {
  const known = SECRETS[form].options;
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) { throw new Error(`a secret named by ${form} has no '${unknown}'; it may have ${known.join(', ')}`); }
  if (typeof where !== 'string') { throw new Error(`${form} must be a text, got a ${typeof where}`); }
  return SECRETS[form].make(where, options);
}

/** What the kinds of known back ends are made with: `private` is a word of TypeScript only. */
const PRIVATE = 'known';

/** The kinds are the public static methods of Backend. */
function backend(value: unknown): Backend {
  const kinds = Object.getOwnPropertyNames(Backend).filter((name) => typeof (Backend as never)[name] === 'function' && name !== PRIVATE);
  const entries = typeof value === 'string' ? [[value, undefined]] : typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [kind, options] = entries[0] ?? [];
  if (entries.length !== 1 || !kinds.includes(kind as string)) {
    throw new Error(`backend must be one of ${kinds.map((name) => `"${name}"`).join(', ')}, or an object with one of those and its options; for example { "otlp": { "endpoint": "https://otlp.example.com" } }`);
  }
  const make = (Backend as unknown as { [name: string]: (options?: unknown) => Backend })[kind as string];
  return make.call(Backend, options === undefined ? undefined : converted(options));
}
