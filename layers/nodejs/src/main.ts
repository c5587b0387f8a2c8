import { loadUserHandler } from './invocation/user-handler';
import { startLayer } from './layer';
import { LAYER_ORIGINAL_HANDLER } from '../../../src/contract/layer-environment';

const original = process.env[LAYER_ORIGINAL_HANDLER] ?? '';
delete process.env[LAYER_ORIGINAL_HANDLER];
// User code sees the handler the template names.
process.env._HANDLER = original;

const layer = startLayer(original);
const userHandler = await loadUserHandler(process.env.LAMBDA_TASK_ROOT ?? process.cwd(), original);

/** What the runtime calls. */
export const handler = await layer.trace(userHandler);
