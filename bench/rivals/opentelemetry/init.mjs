// What the OpenTelemetry community layer does at start: the hook for ES modules, the SDK, the instrumentations.
import { createRequire, register } from 'node:module';

if (process.env.AWS_EXECUTION_ENV !== 'AWS_Lambda_nodejs20.x') register('import-in-the-middle/hook.mjs', import.meta.url);
createRequire(import.meta.url)('./sdk.js');
