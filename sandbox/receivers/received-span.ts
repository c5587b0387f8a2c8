/** A span as it arrived, whatever protocol carried it. */
export interface ReceivedSpan {
  /** Lower-case hexadecimal, as all ids here. */
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined on a root span. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly time: bigint; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly traceState?: string; readonly flags?: number; readonly attributes: Attributes }[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message?: string };
  readonly traceState?: string;
  readonly flags?: number;
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version?: string };
}

/** 64-bit integers arrive as numbers where they are exact, else as bigints. */
export type AttributeValue = string | number | bigint | boolean | Buffer | null | readonly AttributeValue[] | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
