import { createRequire } from 'node:module';
import { HttpPipeline } from './http-pipeline';
import { IntervalPipeline } from './interval-pipeline';
import { NoPipeline, type Pipeline } from './pipeline';
import { XRayUdp } from './xray-udp';
import { LAYER_HOLD_LIMIT } from '../../../../src/contract/layer-environment';
import { ExtensionPoll } from '../extension/extension-poll';
import { registration } from '../extension/registration';
import type { Backend } from '../settings/backend';
import { text, whole } from '../settings/environment';
import { resourceAttributes } from '../settings/resource';
import { shared } from '../shared';

declare const SENDERS_FILE: string;

type Senders = typeof import('../senders');

export interface Delivery {
  readonly pipeline: Pipeline;
  /** Init is over for us: Lambda may send the first event. `traced` is false where no invocation will ever be reported to the pipeline. */
  ready(traced: boolean): Promise<void>;
}

/** The way out for spans that the back end needs, and the extension that goes with it. */
export function createPipeline(backend: Backend, concurrent: boolean): Delivery {
  const maximum = whole('OTEL_BSP_MAX_QUEUE_SIZE', 2048, 1);
  const ready = async (): Promise<void> => undefined;
  if (backend === 'none') return { pipeline: new NoPipeline(), ready };
  if (backend === 'xray') return { pipeline: new XRayUdp(resourceAttributes(), maximum), ready };
  // On Managed Instances the extension is the main thread's, see main-thread.ts.
  const registered = concurrent ? undefined : registration();
  let poll: ExtensionPoll | undefined;
  const release = () => poll?.release();
  const pipeline = new HttpPipeline({
    resource: resourceAttributes,
    maximum,
    batch: Math.min(maximum, whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, 1)),
    holdLimit: whole(LAYER_HOLD_LIMIT, 800),
    sender: async () => (createRequire(import.meta.url)(SENDERS_FILE) as Senders).createSender(backend, shared()),
    release,
  });
  if (concurrent) return { pipeline: new IntervalPipeline(pipeline), ready };
  return {
    pipeline,
    ready: async (traced) => {
      const extension = await registered;
      const api = text('AWS_LAMBDA_RUNTIME_API');
      if (extension && api) poll = new ExtensionPoll(extension, api);
      if (traced) poll?.ready();
      else poll?.abandon();
    },
  };
}
