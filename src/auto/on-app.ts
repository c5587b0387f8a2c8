import type { App, Stage } from 'aws-cdk-lib';
import { frameworkOf, requireWith } from './framework';
import { refuse } from './refusal';

/** The prototypes whose `synth` is wrapped: one per copy of aws-cdk-lib. */
const wrapped = new WeakSet<object>();

/**
 * Sees to it that tracing is attached when a Stage of the app is synthesized. `synth()` is called for every Stage, those
 * included that are nested and those that CDK Pipelines synthesizes inside `addStage()`: whenever it was made, none is missed.
 */
export function onApp(app: App): void {
  const prototype = stagePrototype(app);
  if (prototype === undefined || wrapped.has(prototype)) { return; }
  wrapped.add(prototype);
  const framework = frameworkOf(app);
  const { synth } = prototype;
  prototype.synth = function (this: Stage, ...args) {
    let failure: unknown;
    try {
      const problem = framework.problem();
      if (problem !== undefined) { throw new Error(problem); }
      requireWith<typeof import('./attach')>(framework, './attach').attach(this);
    } catch (error) {
      failure = error;
    }
    // Outside the catch: a refusal throws only where the user wants it to.
    if (failure !== undefined) { refuse(this.node.root, failure); }
    return synth.apply(this, args);
  };
}

/** The prototype of Stage, the outermost class that has a `synth`: an app's own class may override it. */
function stagePrototype(app: App): Stage | undefined {
  let found: Stage | undefined;
  for (let prototype: object | null = app; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    if (Object.hasOwn(prototype, 'synth')) { found = prototype as Stage; }
  }
  return found;
}
