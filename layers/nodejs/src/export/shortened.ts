import type { Span } from '../trace/span';

/** A name keeps so much; where values are cut to less, events and links go first. */
const LEAST = 64;

/** Cuts what is long in a span that is too large for the wire to so many characters; what cannot be cut is left out. */
export function shorten(span: Span, longest: number): void {
  const { events, links, status } = span;
  if (longest < LEAST) {
    span.droppedEvents += events.splice(0).length;
    span.droppedLinks += links.splice(0).length;
  }
  span.name = span.name.slice(0, Math.max(LEAST, longest));
  status.message = status.message?.slice(0, longest);
  for (const event of events) Object.assign(event, { name: event.name.slice(0, longest) });
  for (const { bag } of [span, ...events, ...links]) {
    for (const [key, value] of Object.entries(bag.values)) {
      if (key.length > longest || (Array.isArray(value) && JSON.stringify(value).length > longest)) {
        delete bag.values[key];
        bag.dropped++;
      } else if (typeof value === 'string') {
        bag.values[key] = value.slice(0, longest);
      }
    }
  }
}
