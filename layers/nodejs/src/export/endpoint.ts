import { warnOnce } from '../platform/log';
import { text } from '../settings/environment';

/** The URL that a variable has; one of another kind is reported, `localhost:4318` among them, whose scheme would be `localhost`. */
export function endpointIn(name: string): URL | undefined {
  const value = text(name);
  if (!value) return undefined;
  try {
    const url = new URL(value);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // Reported like the others.
  }
  warnOnce(`${name} is not a URL of HTTP`, value);
  return undefined;
}
