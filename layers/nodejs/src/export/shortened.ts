import type { Span } from '../trace/span';

const LONGEST = 1024;

/** Cuts the long values of a span that is too large for the wire; false when there is nothing left to cut. */
export function shortened(span: Span): boolean {
  let cut = false;
  for (const bag of [span.bag, ...span.events.map((event) => event.bag), ...span.links.map((link) => link.bag)]) {
    for (const [key, value] of Object.entries(bag.values)) {
      if (typeof value === 'string' && value.length > LONGEST) {
        bag.values[key] = value.slice(0, LONGEST);
        cut = true;
      } else if (Array.isArray(value) && JSON.stringify(value).length > LONGEST) {
        delete bag.values[key];
        bag.dropped++;
        cut = true;
      }
    }
  }
  if (cut) return true;
  // Many short ones: events and links go, the span itself stays.
  const had = span.events.length + span.links.length > 0;
  span.droppedEvents += span.events.splice(0).length;
  span.droppedLinks += span.links.splice(0).length;
  return had;
}
