import { servicesWithContext } from './message-context';
import { Deployment } from './names';
import { assetOf, Located, resourcesOf } from './template';
import type { NodeRuntime } from '../../../sandbox';

/** A function as the cloud assembly has it: everything that Lambda would be given. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly role: string;
  readonly handler: string;
  readonly runtime: NodeRuntime;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly tracing: 'Active' | 'PassThrough';
  readonly code: string;
  readonly layers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Services in whose messages its calls stand, beside the header. */
  readonly contextIn: ReadonlySet<string>;
}

/** A function that is not run here, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** The functions that the sandbox can run: Node.js, with code that the app brings. */
export function deployedFunctions(deployment: Deployment): { functions: Map<string, DeployedFunction>; leftOut: Map<string, LeftOut> } {
  const functions = new Map<string, DeployedFunction>();
  const leftOut = new Map<string, LeftOut>();
  for (const located of resourcesOf(deployment.templates, 'AWS::Lambda::Function')) {
    const name = deployment.ref(located);
    const reason = reasonAgainst(located);
    if (reason === undefined) {
      functions.set(name, deployed(deployment, located));
    } else {
      leftOut.set(name, { name, reason });
    }
  }
  return { functions, leftOut };
}

function reasonAgainst({ properties: { Runtime = 'a container image', Code } }: Located): string | undefined {
  if (!String(Runtime).startsWith('nodejs')) { return `${Runtime}, which the sandbox does not run`; }
  // The code of CDK's own and inline functions is no part of an order's path.
  return typeof Code.S3Key === 'string' ? undefined : 'its code is in the template itself';
}

function deployed(deployment: Deployment, located: Located): DeployedFunction {
  const { template, properties } = located;
  const { Handler, Runtime, Timeout = 3, MemorySize = 128, Environment, Role, TracingConfig, Layers = [], Code } = properties;
  const code = assetOf(located, Code.S3Key);
  const environment = deployment.resolve(Environment?.Variables ?? {}, template);
  const ofApp = Layers.filter((layer: any) => layer.Ref in template.resources);
  return {
    name: deployment.ref(located),
    arn: deployment.arn(located),
    role: String(deployment.resolve(Role, template)).split('/').pop()!,
    handler: Handler,
    runtime: Runtime,
    timeoutSeconds: Timeout,
    memoryMb: MemorySize,
    tracing: TracingConfig?.Mode ?? 'PassThrough',
    code,
    layers: ofApp.map((layer: any) => assetOf(located, template.resources[layer.Ref].Properties.Content.S3Key)),
    environment,
    contextIn: servicesWithContext(code, environment),
  };
}
