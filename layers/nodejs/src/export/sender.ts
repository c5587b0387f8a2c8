import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

/** `sent`: the back end has them. `retry`: worth another attempt later. `refused`: no attempt will change it. */
export type Outcome = 'sent' | 'retry' | 'refused';

/** Sends one batch; never rejects. */
export interface Sender {
  send(spans: Span[], resource: Attributes, until: number): Promise<Outcome>;
}
