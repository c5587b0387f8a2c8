const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY']);

/** The method in the conventions' words: a bounded set, the original beside it where it is not one of them. */
export function methodAttributes(method: string): Record<string, string> {
  const upper = method.toUpperCase();
  if (KNOWN.has(upper)) {
    return upper === method ? { 'http.request.method': upper } : { 'http.request.method': upper, 'http.request.method_original': method };
  }
  return { 'http.request.method': '_OTHER', 'http.request.method_original': method };
}

/** `GET`, or `HTTP` for a method outside the set. */
export function methodName(method: string): string {
  const upper = method.toUpperCase();
  return KNOWN.has(upper) ? upper : 'HTTP';
}
