import { text, whole } from './environment';

/** How much one span may hold; the standard variables and, but for the value length, the standard defaults. */
export interface SpanLimits {
  readonly attributes: number;
  readonly valueLength: number;
  readonly events: number;
  readonly links: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
}

/** The standard has no default for the length of a value; memory bounded without a setting needs one. */
const VALUE_LENGTH = 16384;

export function spanLimits(): SpanLimits {
  const attributes = whole('OTEL_ATTRIBUTE_COUNT_LIMIT', 128);
  const length = text('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ? 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT' : 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT';
  return {
    attributes: whole('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', attributes),
    valueLength: whole(length, VALUE_LENGTH),
    events: whole('OTEL_SPAN_EVENT_COUNT_LIMIT', 128),
    links: whole('OTEL_SPAN_LINK_COUNT_LIMIT', 128),
    attributesPerEvent: whole('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 128),
    attributesPerLink: whole('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 128),
  };
}
