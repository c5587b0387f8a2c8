/** What senders.mjs is handed of handler.mjs, instead of having it once more. */
export { encodeProtobuf } from './export/otlp-protobuf';
export { HttpConnection } from './platform/http-connection';
export { messageOf, warnOnce } from './platform/log';
export { pairs, text, variables, whole, word } from './settings/environment';
