/** Names of parameters whose values are nobody's business; the conventions name the signatures, the rest is what people put there. */
const SENSITIVE = new RegExp([
  'token', 'secret', 'passw', 'pwd', 'passphrase', 'api[-_]?key', 'access[-_]?key', 'private[-_]?key', '^key$', '^code$', '^auth', 'authorization',
  'credential', 'signature', '^sig$', 'session', 'jwt', 'otp', '^pin$', '^x-amz-security', '^x-goog-',
].join('|'), 'i');

/** A query string with sensitive values replaced: `token=abc&page=2` becomes `token=REDACTED&page=2`. */
export function redactedQuery(query: string): string {
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    return equals > 0 && SENSITIVE.test(name(pair.slice(0, equals))) ? `${pair.slice(0, equals)}=REDACTED` : pair;
  }).join('&');
}

/** The path and query of a request, or the whole URL a proxy is asked for. */
export function redactedTarget(target: string): string {
  const fragment = target.indexOf('#');
  const beforeFragment = fragment < 0 ? target : target.slice(0, fragment);
  const question = beforeFragment.indexOf('?');
  const path = question < 0 ? beforeFragment : beforeFragment.slice(0, question);
  const safe = path.startsWith('/') ? path : path.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1REDACTED:REDACTED@');
  return question < 0 ? safe : `${safe}?${redactedQuery(beforeFragment.slice(question + 1))}`;
}

function name(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}
