// The managed runtime's entry for aws-lambda-ric 3: that package's own command takes the handler as an argument instead. Version 4 needs none.
import { run } from './ric/index.mjs';

await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
