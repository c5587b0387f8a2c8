import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { nearestFirst } from './ancestry';
import { cdkOwner } from './cdk-owned';
import { edgeUser } from './edge';
import { isWebFunction } from './lambda-resource';
import { OPT_OUT_TAG, tagOn } from './opt-out-tag';
import { ConfigureSetting, OptOutSetting, providerOn, ProviderSetting, settingsOn } from './settings';
import { ENABLED_KEY, EXCLUDE_KEY, excludedGlobs, isEnabled } from './tracing-context';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { ITracingProvider } from '../core/provider';

/** What applies to one function, once everything above it has been looked at. */
export interface EffectiveSettings {
  /** Why the function is to be left alone, if it is. */
  readonly exclusion?: Diagnostic;
  readonly provider?: ITracingProvider;
}

/** Whether being untraced is an error for a function: if any provider above it says so. */
export function failsOnUntraced(resource: CfnResource): boolean {
  return resource.node.scopes.some((scope) => providerOn(scope)?.failOnUntraced);
}

/**
 * Walks from the function up. Opting out beats everything; else the nearest word wins, by lookup and never by the
 * order in which Aspects run.
 */
export function effectiveSettings(resource: CfnResource, scopes: readonly IConstruct[] = nearestFirst(resource)): EffectiveSettings {
  const exclusion = switchedOff(resource) ?? runsServer(resource) ?? optOut(resource, scopes) ?? owned(resource, scopes) ?? atEdge(resource);
  return exclusion ? { exclusion } : nearestProvider(resource, scopes);
}

function switchedOff(resource: CfnResource): Diagnostic | undefined {
  return isEnabled(resource) ? undefined : diagnostic('excluded', { by: `context ${ENABLED_KEY}=false` });
}

function runsServer(resource: CfnResource): Diagnostic | undefined {
  return isWebFunction(resource) ? diagnostic('webFunction') : undefined;
}

/** The nearest call of `optOut()`, and where that was. */
export function calledOptOut(scopes: readonly IConstruct[]): (OptOutSetting & { readonly scope: string }) | undefined {
  for (const scope of scopes) {
    const { optedOut } = settingsOn(scope);
    if (optedOut !== undefined) { return { scope: scope.node.path, ...optedOut }; }
  }
  return undefined;
}

/** Who has opted a function out, if anybody: the facade, the tag or the context. */
export function optOut(resource: CfnResource, scopes: readonly IConstruct[]): Diagnostic | undefined {
  const called = calledOptOut(scopes);
  if (called !== undefined) {
    const { scope, reason, expires } = called;
    return diagnostic('optedOut', { scope: scope || 'the app', reason: expires === undefined ? reason : `${reason} (until ${expires})` });
  }
  return byTag(resource, scopes) ?? byContext(resource);
}

function byTag(resource: CfnResource, scopes: readonly IConstruct[]): Diagnostic | undefined {
  for (const scope of scopes) {
    const tag = tagOn(scope, resource.cfnResourceType);
    if (tag === undefined) { continue; }
    // The nearest tag decides, as it does for CloudFormation.
    return tag.toLowerCase() === 'off' ? diagnostic('optedOut', { scope: scope.node.path || 'the app', reason: `tag ${OPT_OUT_TAG}=${tag}` }) : undefined;
  }
  return undefined;
}

function byContext(resource: CfnResource): Diagnostic | undefined {
  const globs = excludedGlobs(resource);
  if (globs.length === 0) { return undefined; }
  const { path } = resource.node;
  const glob = globs.find((pattern) => pattern.covers(path));
  return glob && diagnostic('excluded', { by: `context ${EXCLUDE_KEY} (${glob.pattern})` });
}

function owned(resource: CfnResource, scopes: readonly IConstruct[]): Diagnostic | undefined {
  const owner = cdkOwner(resource, scopes);
  return owner === undefined ? undefined : diagnostic('cdkOwnedFunction', { owner });
}

function atEdge(resource: CfnResource): Diagnostic | undefined {
  const by = edgeUser(resource);
  return by === undefined ? undefined : diagnostic('edgeFunction', { by });
}

/** What `configure()` has set for a function, each option by the nearest value. */
export function configuredOptions(scopes: readonly IConstruct[]): ConfigureSetting {
  const nearestLast = scopes.flatMap((scope) => settingsOn(scope).configured ?? []).reverse();
  const environment = Object.assign({}, ...nearestLast.map((setting) => setting.environment ?? {}));
  return { ...Object.assign({}, ...nearestLast), environment };
}

/** On one scope `configure({ provider })` is the more specific word, then `add()`, then a TracingAspect. */
function nearestProvider(resource: CfnResource, scopes: readonly IConstruct[]): Pick<EffectiveSettings, 'provider' | 'exclusion'> {
  let passedOver: Diagnostic | undefined;
  for (const scope of scopes) {
    const configured = settingsOn(scope).configured?.provider;
    if (configured !== undefined) { return { provider: configured }; }
    const setting = providerOn(scope);
    if (setting === undefined) { continue; }
    const exclusion = excludedBy(setting, resource, scopes);
    if (exclusion !== undefined) { return { exclusion }; }
    if (includes(setting, resource, scopes)) { return { provider: setting.provider }; }
    // A provider for some of a scope says nothing about the others: one further up may.
    passedOver ??= diagnostic('notIncluded', { scope: scope.node.path || 'the app' });
  }
  return { exclusion: passedOver };
}

function excludedBy({ exclude, excludePaths }: ProviderSetting, resource: CfnResource, scopes: readonly IConstruct[]): Diagnostic | undefined {
  if (exclude.length + excludePaths.length === 0) { return undefined; }
  const construct = exclude.find((excluded) => scopes.includes(excluded));
  if (construct !== undefined) { return diagnostic('excluded', { by: `exclude: [${construct.node.path}]` }); }
  const glob = excludePaths.find((pattern) => pattern.covers(resource.node.path));
  return glob && diagnostic('excluded', { by: `excludePaths (${glob.pattern})` });
}

function includes({ include }: ProviderSetting, resource: CfnResource, scopes: readonly IConstruct[]): boolean {
  return include === undefined
    || include.constructs.some((construct) => scopes.includes(construct))
    || include.paths.some((pattern) => pattern.covers(resource.node.path));
}
