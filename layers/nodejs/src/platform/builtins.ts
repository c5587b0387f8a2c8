import { createRequire } from 'node:module';

/**
 * Loads a builtin of Node.js without an ESM import.
 *
 * `import http from 'node:http'` touches every lazy export of the module, undici among them, and costs a cold start 10 ms.
 */
export const builtin = createRequire('/') as <T>(name: string) => T;
