import { encodeProtobuf } from './export/otlp-protobuf';
import { HttpConnection } from './platform/http-connection';
import { messageOf, warnOnce } from './platform/log';
import { pairs, text, variables, whole, word } from './settings/environment';

export type Shared = ReturnType<typeof shared>;

/** What senders.cjs is handed of handler.mjs, instead of having it once more. */
export function shared() {
  return { encodeProtobuf, HttpConnection, messageOf, warnOnce, pairs, text, variables, whole, word };
}
