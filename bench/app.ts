import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';

/** An app to measure on, before anything is attached to it. */
export interface BenchApp {
  readonly app: App;
  readonly stacks: readonly { readonly stack: Stack; readonly functions: Function[] }[];
}

/** Functions as most are: a role of their own, a variable, code that costs nothing to stage. */
export function benchApp(functions: number, perStack: number, outdir: string): BenchApp {
  const app = new App({ outdir, analyticsReporting: false });
  const stacks = Array.from({ length: Math.ceil(functions / perStack) }, (_, index) => {
    const stack = new Stack(app, `Stack${index}`, { env: { account: '111122223333', region: 'eu-west-1' } });
    const count = Math.min(perStack, functions - index * perStack);
    return { stack, functions: Array.from({ length: count }, (__, number) => benchFunction(stack, `Function${number}`)) };
  });
  return { app, stacks };
}

function benchFunction(stack: Stack, id: string): Function {
  return new Function(stack, id, {
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    environment: { TABLE: `table-of-${id}` },
  });
}
