import { DiagnosticSeverity } from './diagnostic';
import { DiagnosticEntry, DiagnosticKind } from './diagnostic-entry';

const { SKIP, NOTE } = DiagnosticKind;
const { WARNING, INFO } = DiagnosticSeverity;

/** Messages about what one vendor has, and another has not. */
export const VENDOR_DIAGNOSTICS = {
  layerArnRequired: {
    kind: SKIP, severity: WARNING, text: '{provider} attaches no layer for {runtime} by itself: {why}',
    fix: 'pass layerArns: { \'{key}\': <ARN of the layer version> }',
  },
  extensionOnly: {
    kind: NOTE, severity: INFO, text: '{provider} has no tracer for {runtime} that works without a change of code; its extension alone is attached, and no span comes from that',
    fix: 'add the vendor\'s tracer in the code',
  },
  extensionRequired: {
    kind: SKIP, severity: WARNING, text: '{provider} on {runtime} does not work without its extension, which is switched off',
    fix: 'leave extension on, or choose another provider for this function',
  },
  spansInLog: {
    kind: NOTE, severity: INFO, text: '{provider} writes spans to the function\'s log, because its extension is switched off',
    fix: 'see that {reader} reads the log group, or leave extension on',
  },
  moduleFormatNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} traces CommonJS handlers only on {runtime}, and this one is an ES module',
    fix: 'set bundling.format to OutputFormat.CJS, or choose another provider for this function',
  },
  moduleFormatUnknown: {
    kind: NOTE, severity: INFO, text: '{provider} traces CommonJS handlers only on {runtime}, and whether this one is an ES module is not known at synthesis',
    fix: 'if it is one, choose another provider for this function',
  },
  streamingLost: {
    kind: SKIP, severity: WARNING, text: 'a function URL streams the response of this function, and the handler that {provider} puts in front of it on {runtime} does not stream',
    fix: 'choose another provider for this function with LambdaTracing.of(fn).configure({ provider })',
  },
  bundledLibraries: {
    kind: NOTE, severity: INFO, text: 'the function is bundled by esbuild: {provider} sees no call of a library that is in the bundle',
    fix: 'leave {externals}, and the libraries whose calls are to be traced, out of the bundle: bundling.externalModules or bundling.nodeModules',
  },
  snapStartNotConfirmed: {
    kind: NOTE, severity: WARNING, text: 'no source of {provider} says that its tracer survives a snapshot, and SnapStart is on; the first spans after a restore may carry wrong times',
    fix: 'look at the first traces after a restore, or choose another provider for this function',
  },
  memoryTooSmall: {
    kind: NOTE, severity: WARNING, text: '{memory} MB of memory, and {provider} asks for {floor} MB {condition}',
    fix: 'set memorySize to {floor} or more',
  },
  runtimeApiProxyTaken: {
    kind: SKIP, severity: WARNING, text: '{provider} puts itself between Lambda and the runtime, and so does {evidence}',
    fix: 'remove one of the two, or choose another provider for this function',
  },
  runtimeDeprecated: {
    kind: NOTE, severity: WARNING, text: '{runtime} is deprecated by Lambda since {date}{blocked}',
    fix: 'move to a newer version of the runtime',
  },
  protocolNotAccepted: {
    kind: SKIP, severity: WARNING, text: '{backend} takes {accepted} only, and the tracer of {provider} for {runtime} sends {offered}',
    fix: 'send through a collector: new OpenTelemetryProvider({ backend, collector: true })',
  },
  backendNotSupported: {
    kind: SKIP, severity: WARNING, text: '{provider} has no tracer for {runtime} that sends to {backend}',
    fix: 'send to a collector that passes on to it (Backend.collector()), or choose another provider for this function',
  },
  imageCommandUnknown: {
    kind: NOTE, severity: INFO, text: '{provider} starts by the handler {handler}, and the template has no command for this container image that could be put behind it',
    fix: 'see that the Dockerfile has CMD ["{handler}"] and ENV {variable}=<your handler>, or set cmd where the image is made',
  },
  noProviderFits: {
    kind: SKIP, severity: WARNING, text: '{provider} has no provider for {what}',
    fix: 'name one in byRuntime or byPath, or give a fallback',
  },
  additionLeftOut: {
    kind: NOTE, severity: WARNING, text: '{addition} was left out: {why}',
    fix: 'pass its layer with layerArns, or leave the addition out for this function',
  },
} as const satisfies Record<string, DiagnosticEntry>;
