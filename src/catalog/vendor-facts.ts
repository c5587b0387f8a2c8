import type { FunctionArchitecture } from '../core/function-model';
import type { RuntimeFamily } from '../core/runtime-family';

/** One layer, in the form the catalog keeps it. */
export interface LayerFacts {
  /** `{digits}` stands for the digits of the runtime: 22 for `nodejs22.x`, 312 for `python3.12`. */
  readonly name: string;
  /** Those of its language's runtimes that it is for; all, if missing. */
  readonly runtimes?: readonly string[];
  readonly architectures: readonly FunctionArchitecture[];
  /** The account that publishes it, by region. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Version by region; a region that is not in it has no such layer. */
  readonly versions: ReadonlyMap<string, number>;
  /** The first version that does what the catalog says. */
  readonly minimumVersion?: number;
  /** Set where no source of the vendor's confirms the version: whose word it is. */
  readonly confirmedOnlyBy?: string;
  /** Where the vendor says which version is the newest. */
  readonly lookup?: string;
}

/** What a vendor offers for one language. */
export interface LanguageFacts {
  readonly runtimes: readonly string[];
  /** All of those that fit the function's runtime and architecture are attached, in order. */
  readonly layers: readonly LayerFacts[];
  /** Why no layer is named here, so that the user has to give an ARN. */
  readonly needsArn?: string;
  /** There is no tracer that works without a change of code: the vendor's extension is attached alone. */
  readonly extensionOnly: boolean;
  /** The tracer does nothing without the vendor's extension. */
  readonly needsExtension: boolean;
  /** The tracer does not see ES modules. */
  readonly commonJsOnly: boolean;
  /** Runtimes on which the tracer does not see the handler, whoever built the layer: they are not among `runtimes`. */
  readonly seesNothingOn: readonly string[];
  /** The vendor's handler does not carry a streamed response. */
  readonly losesStreaming: boolean;
  readonly execWrapper?: string;
  /** The vendor's handler, which calls the user's. */
  readonly handler?: string;
  /** In place of `handler` where the user's is known to be CommonJS. */
  readonly commonJsHandler?: string;
  readonly originalHandlerVariable?: string;
  readonly environment: { readonly [name: string]: string };
  /** Text for variables that hold a list, such as `NODE_OPTIONS`. */
  readonly appendedEnvironment: { readonly [name: string]: string };
  /** Runtimes on which the tracer crashes the function if the handler's export cannot be redefined. */
  readonly crashesOnGetterExports: readonly string[];
  /** Packages that a bundler must leave out. */
  readonly bundleExternals: readonly string[];
  /** OTLP encodings that the layer can send. */
  readonly protocols: readonly string[];
  /** MiB that the vendor asks for; the provider knows on what condition. */
  readonly minimumMemory?: number;
  /** What the vendor says of SnapStart; missing where it says nothing. */
  readonly snapStart?: string;
  /** Lines for a Dockerfile that do what the layer does. */
  readonly image: readonly string[];
}

/** A vendor's external extension. */
export interface ExtensionFacts {
  readonly layers: readonly LayerFacts[];
  /** Why no layer is named here, so that the user has to give an ARN. */
  readonly needsArn?: string;
  /** The layers of the languages hold it already: it is attached only where it is alone. */
  readonly bundled: boolean;
}

/** One file of the catalog. */
export interface VendorFacts {
  readonly vendor: string;
  readonly sources: readonly string[];
  /** Day of the newest source, `YYYY-MM-DD`. */
  readonly date: string;
  readonly notes: readonly string[];
  readonly extension?: ExtensionFacts;
  readonly languages: { readonly [family in RuntimeFamily]?: LanguageFacts };
}
