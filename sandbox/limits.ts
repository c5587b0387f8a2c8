/** Lambda's own numbers, from its developer guide and its Runtime Interface Emulator. */
export const limits = {
  /** Event and buffered response, in bytes; Lambda adds 100 to its 6 MB. */
  payloadBytes: 6 * 1024 * 1024 + 100,
  streamedBytes: 200 * 1024 * 1024,
  initMs: 10_000,
  /** Provisioned concurrency and Managed Instances: at least this, or the function's timeout. */
  longInitMs: 130_000,
  extensions: 10,
  layers: 5,
  environmentBytes: 4 * 1024,
  timeoutSeconds: 900,
  memoryMb: { min: 128, max: 10_240 },
  shutdownMs: { none: 0, internal: 500, external: 2_000 },
  /** What the runtime gets of that time where external extensions come after it. */
  runtimeShutdownBesideExternalMs: 300,
} as const;
