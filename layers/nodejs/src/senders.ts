import { OtlpSender } from './export/otlp-sender';
import type { Sender } from './export/sender';
import { ZipkinSender } from './export/zipkin-sender';
import { useVariables, type allVariables } from './settings/environment';

/** The way to a back end over HTTP: a file of its own, loaded when the first response has been posted. */
export function createSender(backend: string, variables: ReturnType<typeof allVariables>): Sender {
  useVariables(variables);
  return backend === 'zipkin' ? new ZipkinSender() : new OtlpSender();
}
