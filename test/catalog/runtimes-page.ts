import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deprecatedRuntime, RuntimeFacts, RUNTIMES, RUNTIMES_DATE } from '../../src/catalog/runtimes';
import type { Decision } from '../../src/core/decision';
import { FunctionArchitecture, FunctionModel, PackageType } from '../../src/core/function-model';
import type { ITracingProvider } from '../../src/core/provider';
import { familyOf } from '../../src/core/runtime-family';
import { EVERY_PROVIDER } from '../providers/every-provider';

const { X86_64, ARM64 } = FunctionArchitecture;

const WORDS: { readonly [level: string]: string } = { CODE: 'code', INVOCATION: 'invocation' };

const INTRODUCTION = `# Runtimes

What each provider does on each runtime of AWS Lambda, in a region that it serves, with no options but those it requires. Generated from
\`src/catalog/\` by \`npx tsx --tsconfig test/tsconfig.json test/catalog/runtimes-page.ts\`; a test holds it equal.

| word | meaning |
|---|---|
| code | spans from inside the code |
| invocation | the vendor has no tracer for it: one span for each invocation, recorded by X-Ray. The report says so with \`codeLevelUnavailable\`, and why with \`runtimeNotSupported\` or \`architectureNotSupported\` where X-Ray is not the back end anyway |
| extension | invocation, with the vendor's extension beside it: no span comes from it, but a tracer in the code can send through it; note \`extensionOnly\` |
| Dockerfile | invocation, and the warning \`containerImage\` holds the lines to add to the Dockerfile; with them it is what its runtime is: [providers.md](providers.md#container-images) |
| your ARN | how the tracer is started is known, the layer's name or version is not: \`code\` with \`layerArns\`, else skipped with \`layerArnRequired\` |

A word is followed by an architecture where it holds on that one only. PowerShell functions run on the runtimes of .NET; Go, Rust and C++ on \`provided.*\`.

A function whose tracing mode is set to something else than \`Active\` keeps it, and is skipped with the reason. For a function that its provider has no tracer for, another
one may have:

\`\`\`ts
new CompositeProvider({ byRuntime: { nodejs: datadog, dotnet: datadog, ruby: datadog }, fallback: new OpenTelemetryProvider() });
\`\`\`

`;

/** The page. */
export function runtimesPage(): string {
  const names = Object.keys(EVERY_PROVIDER);
  const providers = names.map((name) => EVERY_PROVIDER[name]());
  const half = Math.ceil(names.length / 2);
  return INTRODUCTION + [
    table(names.slice(0, half), providers.slice(0, half)), table(names.slice(half), providers.slice(half)), dates(),
  ].join('\n\n') + '\n';
}

function table(names: readonly string[], providers: readonly ITracingProvider[]): string {
  return [
    `| | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...RUNTIMES.filter(({ imageOnly }) => !imageOnly).map(({ name }) => `| ${name} | ${providers.map((provider) => cell(provider, name)).join(' | ')} |`),
    `| container image | ${providers.map((provider) => word(provider.decide(modelOf(undefined, X86_64)))).join(' | ')} |`,
  ].join('\n');
}

function cell(provider: ITracingProvider, runtime: string): string {
  const [x86, arm] = [X86_64, ARM64].map((architecture) => word(provider.decide(modelOf(runtime, architecture))));
  if (x86 === arm) { return x86; }
  return [[x86, X86_64], [arm, ARM64]].filter(([one]) => one !== '–').map(([one, architecture]) => `${one} (${architecture})`).join(', ');
}

function word({ plan, reason }: Decision): string {
  const notes = (plan?.notes ?? []).map(({ id }) => id.split(':')[1]);
  if (notes.includes('extensionOnly')) { return 'extension'; }
  if (notes.includes('containerImage')) { return 'Dockerfile'; }
  if (plan) { return WORDS[plan.level]; }
  const name = reason!.id.split(':')[1];
  return { layerArnRequired: 'your ARN', runtimeNotSupported: '–' }[name] ?? name;
}

function dates(): string {
  return [
    '## Deprecation', '',
    `Functions on a runtime that was deprecated on ${RUNTIMES_DATE}, the day of the table, are traced with the warning \`runtimeDeprecated\`. The day is data: a`,
    'synthesis gives the same answer tomorrow.', '',
    '| runtime | deprecated from | updates refused from | on that day |', '|---|---|---|---|',
    ...RUNTIMES.map((facts) => `| ${facts.name}${facts.imageOnly ? ' (image only)' : ''} | ${facts.deprecation} | ${facts.blockUpdate ?? 'not announced'} | ${state(facts)} |`),
  ].join('\n');
}

function state({ name }: RuntimeFacts): string {
  return deprecatedRuntime(name) ? '**deprecated**' : 'supported';
}

function modelOf(runtime: string | undefined, architecture: FunctionArchitecture): FunctionModel {
  return {
    path: 'Shop/Orders', logicalId: 'Orders', stackName: 'Shop', resourceType: 'AWS::Lambda::Function',
    packageType: runtime === undefined ? PackageType.IMAGE : PackageType.ZIP,
    runtime, runtimeFamily: runtime === undefined ? undefined : familyOf(runtime), handler: 'index.handler', architecture,
    region: 'eu-west-1', partition: 'aws', layers: [], environment: {}, unresolvedEnvironment: [], memorySize: 512, codeSigned: false,
  };
}

if (process.argv[1]?.endsWith('runtimes-page.ts')) { writeFileSync(join(__dirname, '../../docs/runtimes.md'), runtimesPage()); }
