import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/** The commands a developer types besides `test`, `compile` and `build`. */
export class LocalTasks extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const tsx = 'tsx --tsconfig test/tsconfig.json';
    const layers = project.addTask('build:layers', {
      description: 'Bundle what runs inside Lambda into layers/*/dist',
      exec: 'node layers/nodejs/build.mjs',
    });
    project.compileTask.prependSpawn(layers); // a part of what `require('./lib')` needs
    project.testTask.prependSpawn(layers);

    const demo = project.addTask('demo', { description: 'Synthesize the example shop offline, print what was done to each function, and trace one order through three of them' });
    demo.spawn(layers);
    demo.exec(`${tsx} examples/shop/demo.ts`);
    const shop = project.addTask('shop', { description: 'Run the example shop on this machine, over moto, and show the trace of an order' });
    shop.spawn(layers);
    shop.exec('sh examples/shop/run/install.sh');
    shop.exec(`${tsx} examples/shop/run/run.ts`, { receiveArgs: true });
    project.addTask('bench:synth', {
      description: 'CPU time of synthesis for 1,000 and 10,000 functions: bare, with us, with the rival',
      exec: `${tsx} bench/synth.ts`,
      receiveArgs: true,
    });
    project.addTask('bench:overhead', {
      description: 'What our layer and others add to a function in the sandbox: cold start, calls, memory, size, delivery',
      exec: `${tsx} bench/overhead.ts`,
      receiveArgs: true,
    });
    const verify = project.addTask('bench:verify', { description: 'CPU time of verifying 100 functions before deployment', receiveArgs: true });
    verify.exec(`${tsx} bench/verify.ts`, { receiveArgs: true });
    project.addTask('typecheck', {
      description: 'Type-check sources, tests, examples, benchmarks and the command',
      exec: [
        'tsc --noEmit -p test/tsconfig.json --isolatedModules false',
        'tsc --noEmit -p cli/tsconfig.json',
        'tsc --noEmit -p test/cli/browser/tsconfig.json',
        'tsc --noEmit -p layers/nodejs/tsconfig.json',
        'tsc --noEmit -p layers/nodejs/test/tsconfig.json',
        'tsc --noEmit -p sandbox/tsconfig.json',
      ].join(' && '),
    });
  }
}
