import type { OtlpBackendOptions } from './backend-options';
import { problemsWithOtlp } from './otlp-problems';
import { OtlpProtocol } from './otlp-protocol';
import { BACKENDS } from '../catalog/backends';
import { isUnresolved, refuseIfWrong } from '../core/props-error';
import type { TracingSecret } from '../core/tracing-secret';

/** An OTLP back end as the catalog has it, with what the user has given. */
export interface KnownBackend extends OtlpBackendOptions {
  readonly vendor: string;
  readonly accepts: readonly OtlpProtocol[];
}

/** What the user has given. */
export interface KnownBackendInput {
  /** Name of the method, for messages. */
  readonly method: string;
  /** The name that the secret has among the options. */
  readonly secretOption?: string;
  readonly secret?: TracingSecret;
  /** The user's address, where the vendor has none for all. */
  readonly endpoint?: string;
  /** For the placeholders of the catalog's address, or `region` for its addresses by region. */
  readonly values?: { readonly [placeholder: string]: unknown };
  /** Headers, those without a value left out. */
  readonly headers?: { readonly [name: string]: string | undefined };
}

/** What may stand in a host name, or be a token. */
const PART_OF_HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

/**
 * Puts the catalog's facts about a back end together with the user's options.
 *
 * @throws naming everything that is wrong with the options
 */
export function knownBackend(id: string, { method, secretOption, secret, endpoint, values = {}, headers = {} }: KnownBackendInput): KnownBackend {
  const facts = BACKENDS[id];
  const given = Object.entries(headers).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, value!]);
  const options: OtlpBackendOptions = {
    endpoint: endpoint ?? addressOf(facts, values) ?? (undefined as unknown as string),
    headers: Object.fromEntries(given),
    secretHeaders: facts.header === undefined ? {} : { [facts.header]: secret! },
  };
  const placeholders = Object.entries(values).filter(([, value]) => !(typeof value === 'string' && (isUnresolved(value) || PART_OF_HOST.test(value))));
  const region = facts.endpoints && !Object.hasOwn(facts.endpoints, String(values.region));
  refuseIfWrong(`Backend.${method}()`, [
    ...placeholders.map(([name, value]) => `${name} cannot be part of an address, got ${JSON.stringify(value) ?? 'nothing'}; use letters, digits, dots and hyphens`),
    ...(region && placeholders.length === 0 ? [`region is not one of ${Object.keys(facts.endpoints).join(', ')}, got '${String(values.region)}'`] : []),
    ...(facts.header === undefined || typeof secret?.store === 'string'
      ? [] : [`${secretOption} is not a TracingSecret, got a ${typeof secret}; pass TracingSecret.fromSecretsManagerName() or the like`]),
    ...given.filter(([, value]) => value === '').map(([name]) => `the value of header '${name}' is empty`),
    ...(placeholders.length > 0 || region ? [] : problemsWithOtlp({ ...options, secretHeaders: {} })),
  ]);
  return { ...options, vendor: facts.vendor, accepts: (facts.encodings ?? []) as OtlpProtocol[] };
}

function addressOf({ endpoint, endpoints }: (typeof BACKENDS)[string], values: { readonly [placeholder: string]: unknown }): string | undefined {
  return endpoints ? endpoints[String(values.region)] : endpoint?.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
