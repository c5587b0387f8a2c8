/** Taken at load: user code may replace the globals, as a test with a clock of its own does. */
export const { setTimeout, clearTimeout, setImmediate, setInterval } = globalThis;
