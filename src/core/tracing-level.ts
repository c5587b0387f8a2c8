/**
 * What a function will emit.
 */
export enum TracingLevel {
  /** Spans from inside the code: the invocation, outgoing calls, exceptions. */
  CODE = 'CODE',

  /** One span per invocation, recorded by the Lambda platform; nothing from inside the code. */
  INVOCATION = 'INVOCATION',

  /** No span arrives anywhere. */
  NONE = 'NONE',
}

/** From the least. */
const ORDER: readonly `${TracingLevel}`[] = [TracingLevel.NONE, TracingLevel.INVOCATION, TracingLevel.CODE];

/** Whether one level says less than another. */
export function isBelow(level: `${TracingLevel}`, than: `${TracingLevel}`): boolean {
  return ORDER.indexOf(level) < ORDER.indexOf(than);
}
