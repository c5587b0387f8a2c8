import { isSampled, type SpanContext } from './span-context';
import { warnOnce } from '../platform/log';
import { text, word } from '../settings/environment';

/** Whether a span is recorded, given the parent whose decision counts and the trace id. */
export type Sampler = (parent: SpanContext | undefined, traceId: string) => boolean;

const NAMES = [
  'always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio',
] as const;

/** OTEL_TRACES_SAMPLER and its argument. */
export function configuredSampler(): Sampler {
  const name = word('OTEL_TRACES_SAMPLER', NAMES, 'parentbased_always_on');
  const root = rootSampler(name.replace('parentbased_', ''));
  return name.startsWith('parentbased_') ? (parent, traceId) => parent ? isSampled(parent) : root(traceId) : (_, traceId) => root(traceId);
}

function rootSampler(name: string): (traceId: string) => boolean {
  if (name === 'always_on') return () => true;
  if (name === 'always_off') return () => false;
  const threshold = Math.round((1 - ratio()) * 2 ** 52);
  // The last 13 digits: 52 random bits, exact in a number; the same trace gets the same answer in every function.
  return (traceId) => parseInt(traceId.slice(-13), 16) >= threshold;
}

function ratio(): number {
  const value = text('OTEL_TRACES_SAMPLER_ARG');
  if (value === undefined) return 1;
  const parsed = Number(value);
  if (parsed >= 0 && parsed <= 1) return parsed;
  warnOnce('OTEL_TRACES_SAMPLER_ARG is not a ratio between 0 and 1', 'using 1');
  return 1;
}
