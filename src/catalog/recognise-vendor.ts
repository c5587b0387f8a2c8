import { Signature, SIGNATURES } from './signatures';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';

/** What a function shows of instrumentation it already has; a `FunctionModel` is one. */
export interface InstrumentationSigns {
  /** ARNs, or the JSON of an intrinsic function. */
  readonly layers: readonly string[];
  readonly handler?: string;
  readonly environment: { readonly [name: string]: string };
  /** Names of variables whose value is not known. */
  readonly unresolvedEnvironment?: readonly string[];
}

/** A vendor found on a function. */
export interface RecognisedVendor {
  /** Short name, that of this package's provider where there is one. */
  readonly id: string;
  readonly vendor: string;
  /** What gave it away. Never the value of a variable, which may be a secret, but for that of the exec wrapper. */
  readonly evidence: string;
}

/** Name of each layer in an ARN, also within the JSON of `Fn::Sub` or `Fn::Join`. */
const LAYER_NAME = /:layer:([\w-]+)/g;

type Look = (signature: Signature, signs: InstrumentationSigns) => string | undefined;

/** From the surest sign to the weakest: each is looked for on all vendors before the next. */
const LOOKS: readonly Look[] = [
  ({ layers }, signs) => described('layer', layerNames(signs).find((name) => layers?.test(name))),
  ({ handlers }, { handler }) => described('handler', handlers?.find((known) => known === handler)),
  ({ values = {} }, { environment }) => described('environment variable', Object.keys(values).find((name) => values[name].test(environment[name] ?? ''))),
  ({ variables }, { environment, unresolvedEnvironment = [] }) =>
    described('environment variable', variables?.find((name) => Object.hasOwn(environment, name) || unresolvedEnvironment.includes(name))),
  ({ wrappers }, { environment }) => described(EXEC_WRAPPER_VARIABLE, wrappers?.find((wrapper) => wrapper === environment[EXEC_WRAPPER_VARIABLE])),
];

const HANDLERS: ReadonlySet<string | undefined> = new Set(SIGNATURES.flatMap(({ handlers = [] }) => handlers));
const VARIABLES: ReadonlySet<string> = new Set([
  EXEC_WRAPPER_VARIABLE, ...SIGNATURES.flatMap(({ variables = [], values = {} }) => [...variables, ...Object.keys(values)]),
]);

/** The vendor whose instrumentation a function already has, if any. Lambda Insights and the secrets extension are none. */
export function recogniseVendor(signs: InstrumentationSigns): RecognisedVendor | undefined {
  if (showsNothing(signs)) { return undefined; }
  for (const look of LOOKS) {
    for (const signature of SIGNATURES) {
      const evidence = look(signature, signs);
      if (evidence !== undefined) { return { id: signature.id, vendor: signature.vendor, evidence }; }
    }
  }
  return undefined;
}

/** Nearly every function: nothing that any signature names. Every synthesis asks it of every function, so it has to be quick. */
function showsNothing({ layers, handler, environment, unresolvedEnvironment = [] }: InstrumentationSigns): boolean {
  return layers.length === 0 && !HANDLERS.has(handler)
    && !Object.keys(environment).some((name) => VARIABLES.has(name)) && !unresolvedEnvironment.some((name) => VARIABLES.has(name));
}

function described(kind: string, found: string | undefined): string | undefined {
  return found === undefined ? undefined : `${kind} ${found}`;
}

function layerNames(signs: InstrumentationSigns): string[] {
  return signs.layers.flatMap((layer) => [...layer.matchAll(LAYER_NAME)].map(([, name]) => name));
}
