import { installApiGlobal } from './api-global';
import { apiVersion, bundledApiVersion } from './api-version';
import { contextManager } from './context-manager';
import { TracerProvider } from './tracer-provider';
import type { Pipeline } from '../export/pipeline';
import type { Invocations } from '../invocation/invocations';
import type { Outgoing } from '../outgoing/outgoing';
import { builtin } from '../platform/builtins';
import { warnOnce } from '../platform/log';
import type { Propagators } from '../propagation/propagators';
import type { Tracing } from '../trace/tracer';

/** Milliseconds that user code waits for a flush at most. */
const API_FLUSH = 1000;

export interface ApiOptions {
  readonly tracing: Tracing;
  readonly propagators: Propagators;
  readonly outgoing: Outgoing;
  readonly invocations: Invocations;
  readonly pipeline: Pipeline;
  readonly handlerName: string;
}

/** Offers this layer to user code that uses the OpenTelemetry API, and leaves the field to user code that brings its own SDK. */
export function installApi({ tracing, propagators, outgoing, invocations, pipeline, handlerName }: ApiOptions): void {
  const root = process.env.LAMBDA_TASK_ROOT ?? process.cwd();
  installApiGlobal({
    parts: {
      trace: new TracerProvider(tracing, () => pipeline.flush(API_FLUSH), (library) => outgoing.mute(library)),
      context: contextManager,
      propagation: propagators,
    },
    version: () => apiVersion(root, handlerName),
    bundledVersion: () => bundledApiVersion(fileOf(root, handlerName)),
    standDown: () => {
      warnOnce('user code registers an OpenTelemetry provider of its own', 'this layer records nothing');
      outgoing.standDown();
      invocations.standDown();
    },
  });
}

function fileOf(root: string, handlerName: string): string {
  const { existsSync } = builtin<typeof import('node:fs')>('node:fs');
  const file = `${root}/${handlerName.replace(/\.[^/]*$/, '')}`;
  return ['', '.js', '.mjs', '.cjs'].map((extension) => file + extension).find((name) => existsSync(name)) ?? `${file}.js`;
}
