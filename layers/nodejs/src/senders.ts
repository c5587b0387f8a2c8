import { OtlpSender } from './export/otlp-sender';
import type { Sender } from './export/sender';
import { ZipkinSender } from './export/zipkin-sender';
import { take } from './given';
import type { Shared } from './shared';

/** The way to a back end over HTTP: a file of its own, loaded when the first response has been posted. */
export function createSender(backend: string, given: Shared): Sender {
  take(given);
  return backend === 'zipkin' ? new ZipkinSender() : new OtlpSender();
}
