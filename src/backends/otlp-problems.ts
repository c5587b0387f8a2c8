import type { OtlpBackendOptions } from './backend-options';
import { completeEndpoint } from './complete-endpoint';
import { OtlpProtocol } from './otlp-protocol';
import { isUnresolved } from '../core/props-error';

/** What RFC 9110 takes as the name of a header (`token`). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with the options of an OTLP back end. */
export function problemsWithOtlp(options: Partial<OtlpBackendOptions>): string[] {
  const [headers, secretHeaders] = [entriesOf(options.headers), entriesOf(options.secretHeaders)];
  const names = [...headers, ...secretHeaders].map(([name]) => name);
  const twice = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index);
  const problems = [
    problemWithEndpoint(options.endpoint) ?? problemWithQuery(options.endpoint!),
    problemWithMap('headers', options.headers),
    problemWithMap('secretHeaders', options.secretHeaders),
    ...names.map((name) => (HEADER_NAME.test(name) ? undefined : `'${name}' is not the name of an HTTP header; use letters, digits and hyphens`)),
    twice === undefined ? undefined : `header '${twice}' is given twice; give it once, in headers or in secretHeaders`,
    ...headers.map(([name, value]) => (typeof value === 'string' && value !== '' && !/[^\t\P{Cc}]/u.test(value)
      ? undefined : `the value of header '${name}' is not a single line of text; pass a string that is not empty, without line breaks or other control characters`)),
    ...secretHeaders.map(([name, secret]) => (typeof secret?.store === 'string'
      ? undefined : `secret header '${name}' is not a TracingSecret, got a ${typeof secret}; pass TracingSecret.fromSecretsManagerName() or the like`)),
    options.protocol === undefined || Object.values(OtlpProtocol).includes(options.protocol)
      ? undefined : `protocol is not one of ${Object.values(OtlpProtocol).join(', ')}, got '${options.protocol}'; pass an OtlpProtocol`,
  ];
  return problems.filter((problem) => problem !== undefined);
}

function isMap(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function entriesOf<T>(map: { readonly [name: string]: T } | undefined): [string, T][] {
  return isMap(map) ? Object.entries(map) : [];
}

/** Whatever stands in its place may hold a key: it is not repeated. */
function problemWithMap(prop: string, value: unknown): string | undefined {
  const [, kind] = /^\[object (.*)\]$/.exec(Object.prototype.toString.call(value)) ?? [];
  return value === undefined || value === null || isMap(value) ? undefined : `${prop} is not a plain object with a value for each name, got ${kind}; pass one such as { 'x-team': … }`;
}

/** What an SDK appends to an address goes behind its query. */
function problemWithQuery(endpoint: string): string | undefined {
  return isUnresolved(endpoint) || new URL(endpoint).search === '' || completeEndpoint(endpoint)
    ? undefined : 'endpoint has a query, and no path for traces before it; pass the whole address, such as https://otlp.example.com/v1/traces?…';
}

/** What is wrong with an address to send to. */
export function problemWithEndpoint(endpoint: unknown): string | undefined {
  if (typeof endpoint !== 'string') { return `endpoint is missing, got ${typeof endpoint}; pass a URL such as https://otlp.example.com`; }
  if (isUnresolved(endpoint)) { return undefined; }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // The URL is not repeated here: it holds what should not be read.
  if (url?.username || url?.password) { return 'endpoint holds a user name or password; pass them as a secret header'; }
  // URL forgives white space and a missing `//`; what reads the variable does not.
  if (!url || !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(endpoint)) { return `endpoint is not an http or https URL, got '${JSON.stringify(endpoint).slice(1, -1)}'; pass a URL such as https://otlp.example.com`; }
  return url.hash === '' ? undefined : `endpoint has a fragment, which is never sent; pass it without '${url.hash}'`;
}
