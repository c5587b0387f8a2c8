import { Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PreparedImage } from '../core/function-model';
import { PathGlob } from '../core/path-glob';
import { ITracingProvider } from '../core/provider';

/** A provider for a scope, and what it does not reach there. */
export interface ProviderSetting {
  readonly provider: ITracingProvider;
  /** Missing where the whole scope is meant. */
  readonly include?: { readonly constructs: readonly IConstruct[]; readonly paths: readonly PathGlob[] };
  readonly exclude: readonly IConstruct[];
  readonly excludePaths: readonly PathGlob[];
  readonly failOnUntraced: boolean;
}

/** What `configure()` sets. */
export interface ConfigureSetting {
  readonly provider?: ITracingProvider;
  readonly serviceName?: string;
  readonly samplingRatio?: number;
  readonly preparedImage?: PreparedImage;
  readonly environment?: { readonly [name: string]: string };
}

/** What `optOut()` sets. */
export interface OptOutSetting {
  readonly reason: string;
  /** The last day on which it holds; missing where it always does. */
  readonly expires?: string;
}

/** What the facade has stored on one construct. */
export interface ScopeSettings {
  readonly added?: ProviderSetting;
  readonly configured?: ConfigureSetting;
  readonly optedOut?: OptOutSetting;
}

/** An Aspect that carries a provider of its own: TracingAspect, whichever copy of this package it is from. */
export interface ProviderAspect {
  readonly [PROVIDER_ASPECT]: ProviderSetting;
}

/** Registered, so that two copies of this package see each other's settings. */
const SETTINGS = Symbol.for('cdk-lambda-tracing.settings');

/** The property by which a TracingAspect is recognised. */
export const PROVIDER_ASPECT: unique symbol = Symbol.for('cdk-lambda-tracing.aspect') as never;

const NONE: ScopeSettings = {};

/** What is stored on a construct itself, not above it. */
export function settingsOn(scope: IConstruct): ScopeSettings {
  return (scope as { [SETTINGS]?: ScopeSettings })[SETTINGS] ?? NONE;
}

/** Adds to what is stored on a construct; the last call wins for each kind, and for each option and each variable of `configure()`. */
export function store(scope: IConstruct, settings: ScopeSettings): void {
  const before = settingsOn(scope);
  const configured = settings.configured && {
    ...before.configured,
    ...definedOnly(settings.configured),
    environment: { ...before.configured?.environment, ...settings.configured.environment },
  };
  Object.defineProperty(scope, SETTINGS, {
    value: { ...before, ...settings, ...(configured ? { configured } : {}) },
    configurable: true,
    enumerable: false,
  });
}

/** The provider for a scope: by the facade, else by the last TracingAspect on it. */
export function providerOn(scope: IConstruct): ProviderSetting | undefined {
  const { added } = settingsOn(scope);
  if (added !== undefined) { return added; }
  const aspects = Aspects.of(scope).all as Partial<ProviderAspect>[];
  return aspects.length === 0 ? undefined : aspects.filter((aspect) => aspect[PROVIDER_ASPECT] !== undefined).pop()?.[PROVIDER_ASPECT];
}

function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
