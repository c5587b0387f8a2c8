import type { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { readConfiguration } from './configuration';
import { addCoverage, coverageOf } from './coverage';
import { providerFromJson } from '../configuration/from-json';
import { AutoOptions } from '../configuration/options';
import { attachTrigger } from '../private/attach-trigger';
import { checkOptions } from '../private/check-options';
import { providerSetting } from '../private/provider-setting';
import { ensureReport } from '../private/root-validation';
import { providerOn, settingsOn, store } from '../private/settings';
import { isEnabled } from '../private/tracing-context';

/** With nothing configured: OpenTelemetry to X-Ray needs nothing. */
const DEFAULT_PROVIDER = 'opentelemetry';

const options = new WeakMap<IConstruct, AutoOptions>();

/**
 * Attaches tracing to a Stage about to be synthesized, with what is configured for its app. What the app says in code is
 * nearer and wins.
 *
 * @throws where the configuration is wrong; all that is wrong is in the one message
 */
export function attach(stage: Stage): void {
  const { root } = stage.node;
  const configured = options.get(root) ?? checked(root);
  options.set(root, configured);
  if (configured.enabled === false || !isEnabled(root)) { return; }

  const { samplingRatio, environment } = configured;
  if (providerOn(root) === undefined) { store(root, { added: providerSetting(provider(configured), configured as object) }); }
  const inCode = settingsOn(root).configured;
  store(root, { configured: { samplingRatio, ...inCode, environment: { ...environment, ...inCode?.environment } } });
  ensureReport(root);
  attachTrigger(stage);
  addCoverage(root, configured);
}

function provider({ provider: name = DEFAULT_PROVIDER, props }: AutoOptions) {
  return providerFromJson(name, props);
}

function checked(root: IConstruct): AutoOptions {
  const { options: found, problems } = readConfiguration(root);
  if (found.enabled === false) { return found; }
  const all = [...problems, ...problemsWithProvider(found), ...problemsWithOptions(found), ...messageOf(() => coverageOf(found))];
  if (all.length > 0) { throw new Error(all.join('; ')); }
  return found;
}

function problemsWithProvider(found: AutoOptions): string[] {
  return messageOf(() => provider(found));
}

function problemsWithOptions({ samplingRatio, environment, includePaths, excludePaths }: AutoOptions): string[] {
  return messageOf(() => checkOptions('options', { samplingRatio, environment, includePaths, excludePaths }, { providerRequired: false }));
}

function messageOf(attempt: () => unknown): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
