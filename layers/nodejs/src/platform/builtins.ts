import { createRequire } from 'node:module';

type Load = <T>(name: string) => T;

/**
 * Loads a builtin of Node.js without an ESM import, and where Node.js can (22.3, 20.16) without its CommonJS loader.
 *
 * `import http from 'node:http'` touches every lazy export of the module, undici among them, and costs a cold start 10 ms.
 */
export const builtin: Load = (process as { getBuiltinModule?: Load }).getBuiltinModule ?? createRequire('/') as Load;
