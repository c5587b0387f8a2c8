import { Diagnostic, DiagnosticSeverity } from './diagnostic';
import { DiagnosticEntry as Entry, DiagnosticKind } from './diagnostic-entry';
import { LOCK_DIAGNOSTICS } from './lock-diagnostics';
import { TEMPLATE_DIAGNOSTICS } from './template-diagnostics';
import { VENDOR_DIAGNOSTICS } from './vendor-diagnostics';

export { DiagnosticKind } from './diagnostic-entry';

const { EXCLUSION, SKIP, NOTE, FINDING } = DiagnosticKind;
const { ERROR, WARNING, INFO } = DiagnosticSeverity;

/** Every message of this package about a function. docs/diagnostics.md has a heading for each; a test holds the two equal. */
export const DIAGNOSTICS = {
  optedOut: { kind: EXCLUSION, severity: INFO, text: 'opted out at {scope}: {reason}' },
  excluded: { kind: EXCLUSION, severity: INFO, text: 'excluded by {by}' },
  notIncluded: {
    kind: EXCLUSION, severity: INFO, text: 'not among what is included at {scope}',
    fix: 'widen include or includePaths when you are ready for it',
  },
  cdkOwnedFunction: {
    kind: EXCLUSION, severity: INFO,
    text: 'made by the CDK for its own use ({owner}); such functions are not traced',
    fix: 'to trace it all the same, apply the FunctionTracing mixin to it',
  },
  edgeFunction: {
    kind: EXCLUSION, severity: WARNING,
    text: 'used at the edge by {by}; Lambda@Edge takes neither layers nor environment variables',
    fix: 'trace the origin instead',
  },
  webFunction: {
    kind: SKIP, severity: WARNING, text: 'AWS::Lambda::WebFunction takes neither layers nor a tracing mode',
    fix: 'instrument the server in its code',
  },
  runtimeUnknown: {
    kind: SKIP, severity: WARNING, text: 'the runtime is not known at synthesis and {provider} needs it',
    fix: 'set runtime to a value, or use XRayProvider for this function',
  },
  runtimeNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} has no layer for runtime {runtime}; it supports {supported}',
    fix: 'choose another provider for this function with LambdaTracing.of(fn).configure({ provider }), or opt it out',
  },
  containerImage: {
    kind: SKIP, severity: WARNING, text: 'a container image takes no layers, and {provider} is delivered as one',
    fix: 'put the lines for its language into its Dockerfile, the comment that begins with # cdk-lambda-tracing included, by which the image is known: {dockerfile}',
  },
  codeLevelUnavailable: {
    kind: NOTE, severity: INFO, text: '{provider} has no code-level tracing for {runtime}; one span per invocation is recorded by the Lambda platform',
  },
  architectureUnknown: {
    kind: SKIP, severity: WARNING, text: 'the architecture is not known at synthesis and {provider} has a layer for each',
    fix: 'set architecture to a value',
  },
  architectureNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} has no layer for {runtime} on {architecture}; it supports {supported}',
    fix: 'change the architecture or choose another provider for this function',
  },
  handlerUnknown: {
    kind: SKIP, severity: WARNING, text: 'the handler is not known at synthesis and {provider} needs to redirect it',
    fix: 'set handler to a value',
  },
  handlerNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} cannot load handler \'{handler}\': {why}',
    fix: 'rename the handler or choose another provider for this function',
  },
  handlerNotRedefinable: {
    kind: SKIP, severity: WARNING, text: '{provider} crashes on CommonJS bundles of esbuild on {runtime}, and this function is one; so {attached} is attached',
    fix: 'set bundling.format to OutputFormat.ESM, or move to a runtime or provider without that limit: {alternatives}',
  },
  regionNotServed: {
    kind: SKIP, severity: WARNING, text: '{provider} publishes no layer for {runtime} in region {region}',
    fix: 'pass the ARN of a layer that you publish there yourself, or choose another provider for this stack',
  },
  regionUnknown: {
    kind: NOTE, severity: INFO,
    text: 'the stack\'s region is not known at synthesis; the layer is looked up in a mapping of the {count} regions it is published in, and a deployment to another region fails before anything is changed',
    fix: 'set env.region on the stack to have it checked at synthesis',
  },
  execWrapperTaken: {
    kind: SKIP, severity: WARNING, text: 'AWS_LAMBDA_EXEC_WRAPPER is already {value} and a function has one; {provider} needs {needed}',
    fix: 'remove the variable, or choose a provider that needs no wrapper for this function',
  },
  webAdapter: {
    kind: SKIP, severity: WARNING, text: 'AWS_LAMBDA_EXEC_WRAPPER is {wrapper}, of the AWS Lambda Web Adapter, which starts {handler} as a web server: there is no handler function to trace',
    fix: 'trace the web server by the SDK of its language, and opt the function out',
  },
  handlerVariableTaken: {
    kind: SKIP, severity: WARNING, text: '{variable} is already set, and {provider} needs it for the original handler',
    fix: 'rename the variable, or choose another provider for this function',
  },
  tooManyLayers: {
    kind: SKIP, severity: WARNING, text: '{count} layers with those of {provider}; Lambda takes {limit}',
    fix: 'remove a layer, or merge some into one',
  },
  environmentTooLarge: {
    kind: SKIP, severity: WARNING, text: '{bytes} bytes of environment variables with those of {provider}; Lambda takes {limit}',
    fix: 'move values to a parameter or a secret',
  },
  environmentUnreadable: {
    kind: SKIP, severity: WARNING, text: 'the environment as a whole is an intrinsic function, so nothing can be added to it safely',
    fix: 'use intrinsic functions for single values only, or opt this function out',
  },
  layersUnreadable: {
    kind: SKIP, severity: WARNING, text: 'the list of layers as a whole is an intrinsic function, so nothing can be added to it safely',
    fix: 'use intrinsic functions for single entries only, or opt this function out',
  },
  variableReserved: {
    kind: SKIP, severity: WARNING, text: '{provider} wants to set {variable}, which Lambda reserves for itself',
    fix: 'report this to the author of the provider',
  },
  variableNameInvalid: {
    kind: SKIP, severity: WARNING, text: '\'{variable}\' is not a name that Lambda takes for an environment variable, asked for by {provider}',
    fix: 'use letters, digits and underscores, two at least, a letter first',
  },
  activeTracingRefused: {
    kind: SKIP, severity: WARNING, text: 'the tracing mode is set to {mode}, and {provider} needs Active',
    fix: 'remove the tracing mode from the function, or choose a provider that does not use X-Ray',
  },
  otherInstrumentation: {
    kind: SKIP, severity: WARNING, text: 'already instrumented by {vendor} ({evidence})',
    fix: 'remove it, or opt this function out',
  },
  layerVersionKept: {
    kind: NOTE, severity: INFO, text: 'the function already has {kept}, which was kept instead of {wanted}',
  },
  userValueKept: {
    kind: NOTE, severity: INFO, text: '{variables} already set by the function, so the values of {provider} were not used',
  },
  codeSigning: {
    kind: SKIP, severity: WARNING, text: 'code signing is on, and Lambda refuses layers that are not signed by a profile it trusts',
    fix: 'sign a copy of the layer and pass its ARN, or use XRayProvider for this function',
  },
  noAssets: {
    kind: SKIP, severity: WARNING, text: '{provider} brings its layer as an asset, and stack {stack} takes none: {error}',
    fix: 'use a synthesizer with assets, or pass the ARN of a layer published elsewhere',
  },
  stackFull: {
    kind: SKIP, severity: WARNING, text: '{provider} brings its layer as a resource, and stack {stack} has {count}: {limit}, with that of CDK\'s own metadata, are allowed',
    fix: 'split the stack, or pass the ARN of a layer published elsewhere',
  },
  secretNotReachable: {
    kind: SKIP, severity: WARNING, text: 'the secret construct {secret} cannot be referred to from stack {stack}: {why}',
    fix: 'use the by-name form, for example TracingSecret.fromSecretsManagerName()',
  },
  referenceNotReachable: {
    kind: SKIP, severity: WARNING, text: 'a value for tracing cannot be written into {from}: {why}',
    fix: 'pass the name or ARN as text; for a secret, use the by-name form of TracingSecret',
  },
  secretFormNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} cannot read a secret kept as {store} on {runtime}',
    fix: 'use {supported}',
  },
  secretResolvedAtDeployment: {
    kind: NOTE, severity: WARNING, text: '{provider} reads {unread} on {runtime}; CloudFormation resolves the key at deployment, and who may read the function\'s configuration can read it',
    fix: 'restrict lambda:GetFunctionConfiguration',
  },
  secretInTemplate: {
    kind: NOTE, severity: WARNING, text: 'the key of {provider} is plain text in the template',
    fix: 'keep it in a store, for example TracingSecret.fromSecretsManagerName()',
  },
  layerVersionUnconfirmed: {
    kind: NOTE, severity: WARNING,
    text: '{layer} is attached in version {version}, which is confirmed only by {by}; a deployment fails if the region does not have it',
    fix: 'pass layerVersions: { \'{layer}\': <version> }{lookup}',
  },
  memoryBelowFloor: {
    kind: NOTE, severity: INFO, text: '{memory} MB of memory, and the extension of {provider} needs {floor} MB; so it is switched off',
    fix: 'set memorySize to {floor} or more',
  },
  samplingDecidedByXRay: {
    kind: NOTE, severity: INFO, text: 'a samplingRatio of {ratio} applies only where X-Ray has not decided; with active tracing it decides about every invocation it starts',
    fix: 'Lambda\'s own sampling cannot be set; sample in the service in front of it',
  },
  optionNotSupported: {
    kind: NOTE, severity: WARNING, text: '{provider} does not support {option}, which is set for this function',
    fix: 'remove the option, or choose a provider that supports it',
  },
  unreadable: {
    kind: SKIP, severity: WARNING, text: 'the function cannot be rendered yet: {error}',
    fix: 'mend the error; CDK would report it as well',
  },
  providerFailed: {
    kind: SKIP, severity: WARNING, text: '{provider} failed: {error}',
    fix: 'report this to the author of the provider',
  },
  planInvalid: {
    kind: SKIP, severity: WARNING, text: 'the plan of {provider} cannot be carried out: {why}',
    fix: 'report this to the author of the provider',
  },
  permissionsNotGranted: {
    kind: NOTE, severity: WARNING, text: 'the role could not be changed ({why}); without these permissions no span arrives: {statements}',
    fix: 'add the statements to the role',
  },
  targetNotFound: {
    kind: FINDING, severity: WARNING, text: '{method} was called on a construct that stands for no function of this app',
    fix: 'call it on the function itself, or on a scope that holds it',
  },
  noFunctions: {
    kind: FINDING, severity: WARNING, text: 'tracing was added here, but there is no Lambda function below',
    fix: 'add it to the scope that holds the functions',
  },
  uncoveredStage: {
    kind: FINDING, severity: WARNING, text: 'this Stage was made after tracing was added above it, so its {count} functions are not traced',
    fix: 'call LambdaTracing.of(scope).add(provider) after the Stage is made, or in the Stage\'s constructor',
  },
  untraced: {
    kind: FINDING, severity: WARNING, text: 'this function is covered by no provider',
    fix: 'add one with LambdaTracing.of(scope).add(provider), or opt it out with a reason',
  },
  drifted: {
    kind: FINDING, severity: WARNING, text: 'changed after tracing was attached: {what}',
    fix: 'make the change before tracing is attached, or with an Aspect of lower priority number',
  },
  optOutExpired: {
    kind: FINDING, severity: WARNING, text: 'opted out at {scope} until {expires}, which has passed: {reason}',
    fix: 'remove the opt-out, or give it another date',
  },
  levelBelowRequired: {
    kind: FINDING, severity: WARNING, text: 'traced at level {level}, and {required} is required',
    fix: 'choose a provider that reaches the level for this function, or lower requiredLevel',
  },
  coverageTooLow: {
    kind: FINDING, severity: ERROR, text: '{coverage} % of {wanted} functions are traced as they should be, and at least {minimum} % have to be',
    fix: 'see to the functions that are reported, or lower minCoverage',
  },
  tooManyUntraced: {
    kind: FINDING, severity: ERROR, text: '{count} functions are not traced as they should be, and at most {limit} may be',
    fix: 'see to the functions that are reported, or raise maxUntraced',
  },
  baselineOutdated: {
    kind: FINDING, severity: WARNING, text: '{count} entries of the baseline are no longer needed as they are: {paths}',
    fix: 'tighten it with npx cdk-lambda-tracing baseline',
  },
  ...VENDOR_DIAGNOSTICS,
  ...LOCK_DIAGNOSTICS,
  ...TEMPLATE_DIAGNOSTICS,
} as const satisfies Record<string, Entry>;

/** The part of an id after the colon. */
export type DiagnosticName = keyof typeof DIAGNOSTICS;

const PACKAGE = 'cdk-lambda-tracing';

/** The id users see. */
export function diagnosticId(name: DiagnosticName): string {
  return `${PACKAGE}:${name}`;
}

/** The id of functions that somebody has opted out. */
export const OPTED_OUT = diagnosticId('optedOut');

/** Fills in a message of the table. */
export function diagnostic(name: DiagnosticName, values: { readonly [name: string]: string | number } = {}): Diagnostic {
  const entry: Entry = DIAGNOSTICS[name];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => {
    if (!(key in values)) { throw new Error(`diagnostic ${name} needs a value for ${key}`); }
    return String(values[key]);
  });
  return {
    id: diagnosticId(name),
    severity: entry.severity,
    message: fill(entry.text),
    ...(entry.fix ? { fix: fill(entry.fix) } : {}),
  };
}

/** Whether a function that was left alone for this reason was left alone on purpose. */
export function isExclusion(id: string): boolean {
  return Object.entries<Entry>(DIAGNOSTICS).some(([name, entry]) => entry.kind === EXCLUSION && diagnosticId(name as DiagnosticName) === id);
}
