import { installApi } from './api/install-api';
import { createPipeline } from './export/create-pipeline';
import { ExtensionPoll } from './extension/extension-poll';
import { givenRegistration } from './extension/registration';
import { traced, type Handler } from './invocation/handler';
import { Invocations } from './invocation/invocations';
import { ResponseWatch } from './invocation/response-watch';
import { traceHttp } from './outgoing/http';
import { Http2Tracing } from './outgoing/http2';
import { MessageContext } from './outgoing/message-context';
import { Outgoing } from './outgoing/outgoing';
import { traceUndici } from './outgoing/undici';
import { attempt } from './platform/attempt';
import { flushOnTermination } from './platform/shutdown';
import { Propagators } from './propagation/propagators';
import { backendOf } from './settings/backend';
import { flag } from './settings/environment';
import { spanLimits } from './settings/limits';
import { configuredSampler } from './trace/sampler';
import { Tracer, type Tracing } from './trace/tracer';

export interface Layer {
  /** The handler to give to the runtime: the traced one, or the user's own where tracing is off or could not start. */
  trace(handler: Handler): Promise<Handler>;
}

/** Sets everything up that must be there before user code loads. */
export function startLayer(handlerName: string): Layer {
  const started = flag('OTEL_SDK_DISABLED') ? undefined : attempt('starting', () => start(handlerName));
  if (!started) leaveExtension();
  return {
    trace: async (handler) => {
      const result = await started?.(handler);
      return result ?? handler;
    },
  };
}

/** The exec wrapper may have registered an extension that Lambda now waits for. */
function leaveExtension(): void {
  const extension = givenRegistration();
  const api = process.env.AWS_LAMBDA_RUNTIME_API;
  if (extension && api) new ExtensionPoll(extension, api).abandon();
}

function start(handlerName: string): (handler: Handler) => Promise<Handler> {
  const backend = backendOf();
  const concurrent = process.env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;
  const { pipeline, ready } = createPipeline(backend, concurrent);
  if (backend === 'xray' || backend === 'none') leaveExtension();
  const tracing: Tracing = { sampler: configuredSampler(), limits: spanLimits(), onEnd: (span) => pipeline.add(span) };
  const tracer = new Tracer(tracing, { name: 'cdk-lambda-tracing' });
  const propagators = new Propagators();
  const invocations = new Invocations({ tracer, propagators, pipeline, backend, concurrent });
  const outgoing = new Outgoing(tracer, propagators, invocations);
  const http2 = new Http2Tracing(outgoing);
  const messages = new MessageContext(outgoing);
  traceHttp(outgoing);
  traceUndici(outgoing);
  http2.watch();
  outgoing.messagesMissed = (service) => messages.missed(service);
  installApi({ tracing, propagators, outgoing, invocations, pipeline, handlerName });
  const look = () => {
    http2.look();
    outgoing.lookForRivals();
  };
  return async (handler) => {
    attempt('looking at what user code has loaded', () => {
      look();
      messages.look();
    });
    invocations.betweenEach(look);
    const result = attempt('tracing the handler', () => traced(handler, invocations, new ResponseWatch(invocations)));
    await ready(result !== undefined);
    if (backend !== 'xray' && !concurrent) flushOnTermination(() => pipeline.flush());
    process.on('exit', (code) => invocations.exiting(code));
    return result ?? handler;
  };
}
