import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as catalog from '../../src/catalog/catalog';
import { SIGNATURES } from '../../src/catalog/signatures';
import { DIAGNOSTICS } from '../../src/core/diagnostics';

const page = readFileSync(join(__dirname, '../../docs/providers.md'), 'utf8');
const section = (provider: string) => page.split(/^## /m).find((text) => text.startsWith(`${provider}\n`))!;

const SECTIONS = [
  ['AwsDistroProvider', catalog.AWS_DISTRO], ['OpenTelemetryProvider', catalog.OPENTELEMETRY_COMMUNITY], ['InstanaProvider', catalog.INSTANA], ['DatadogProvider', catalog.DATADOG],
  ['NewRelicProvider', catalog.NEW_RELIC], ['DynatraceProvider', catalog.DYNATRACE], ['LumigoProvider', catalog.LUMIGO], ['SplunkProvider', catalog.SPLUNK], ['SentryProvider', catalog.SENTRY],
  ['Dash0Provider', catalog.DASH0], ['CoralogixProvider', catalog.CORALOGIX], ['SumoLogicProvider', catalog.SUMO_LOGIC], ['SolarWindsProvider', catalog.SOLARWINDS],
  ['AppDynamicsProvider', catalog.APPDYNAMICS], ['ElasticProvider', catalog.ELASTIC],
] as const;

describe.each(SECTIONS)('the page on %s', (provider, facts) => {
  test.each(Object.entries(facts.languages))('names the runtimes, layers and what starts the tracer for %s', (_, language) => {
    const { runtimes, layers, execWrapper, handler, commonJsHandler, protocols, appendedEnvironment } = language;
    const named = [...runtimes, ...layers.map(({ name }) => name), execWrapper, handler, commonJsHandler, ...protocols, ...Object.values(appendedEnvironment)];
    for (const fact of named) {
      if (fact !== undefined) { expect(section(provider)).toContain(fact); }
    }
  });
});

test.each([
  ['OpenTelemetryProvider', catalog.OPENTELEMETRY_COLLECTOR], ['SplunkProvider', catalog.SPLUNK], ['Dash0Provider', catalog.DASH0], ['ElasticProvider', catalog.ELASTIC],
  ['HoneycombProvider', catalog.HONEYCOMB], ['RotelProvider', catalog.ROTEL], ['LambdaInsightsProvider', catalog.LAMBDA_INSIGHTS], ['DatadogProvider', catalog.DATADOG],
] as const)('the page on %s names the extension', (provider, { extension }) => {
  extension!.layers.forEach(({ name }) => expect(section(provider)).toContain(name));
});

test('the page names every vendor that is recognised', () => {
  const text = page.replace(/\s+/g, ' ');
  expect(SIGNATURES.map(({ vendor }) => vendor).filter((vendor) => !text.includes(vendor) && vendor !== 'ADOT with a collector')).toEqual([]);
});

test('the page names no diagnostic that there is not', () => {
  const endings = 'Unknown|Supported|Served|Redefinable|Unavailable|XRay|Floor|Unconfirmed|Deployment|Template|Instrumentation|Required|Only|InLog|Libraries|Confirmed|Accepted|Fits|LeftOut|Small';
  const named = [...page.matchAll(new RegExp(`\`(\\w+(?:${endings}))\``, 'g'))].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !(name in DIAGNOSTICS))).toEqual([]);
});
