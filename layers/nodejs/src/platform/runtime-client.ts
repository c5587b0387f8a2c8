/** Where runtime client 3 keeps what to do when the event loop is empty. */
export const beforeExit = Symbol.for('aws.lambda.beforeExit');

/** Whether client 3 is in charge. Client 4 has no callbacks and answers what the handler returns at once. */
export const waitsForEmptyLoop = beforeExit in globalThis;
