import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

/**
 * `sent`: the back end has them. `retry`: worth another attempt later. `split`: the same with fewer at once, since the connection broke.
 * `later`: nothing was tried, since there was no connection and no time to open one. `refused`: no attempt will change it.
 */
export type Outcome = 'sent' | 'retry' | 'split' | 'later' | 'refused';

/** Sends one batch; never rejects. `until` says how long there is time for connections and for further attempts: not at all beside an invocation. */
export interface Sender {
  send(spans: Span[], resource: Attributes, until: () => number): Promise<Outcome>;
}
