import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_DISTRO, DATADOG, INSTANA, OPENTELEMETRY_COMMUNITY } from '../../src/catalog/catalog';
import { SIGNATURES } from '../../src/catalog/signatures';
import { DIAGNOSTICS } from '../../src/core/diagnostics';

const page = readFileSync(join(__dirname, '../../docs/providers.md'), 'utf8');
const section = (provider: string) => page.split(/^## /m).find((text) => text.startsWith(`${provider}\n`))!;

describe.each([['AwsDistroProvider', AWS_DISTRO], ['OpenTelemetryProvider', OPENTELEMETRY_COMMUNITY], ['InstanaProvider', INSTANA], ['DatadogProvider', DATADOG]] as const)('the page on %s', (provider, facts) => {
  test.each(Object.entries(facts.languages))('names the runtimes, layers and wrapper for %s', (_, { runtimes, layers, execWrapper, handler, commonJsHandler, protocols }) => {
    for (const fact of [...runtimes, ...layers.map(({ name }) => name), execWrapper, handler, commonJsHandler, ...protocols]) {
      if (fact !== undefined) { expect(section(provider)).toContain(fact); }
    }
  });
});

test('the page names every vendor that is recognised', () => {
  const text = page.replace(/\s+/g, ' ');
  expect(SIGNATURES.map(({ vendor }) => vendor).filter((vendor) => !text.includes(vendor) && vendor !== 'ADOT with a collector')).toEqual([]);
});

test('the page names no diagnostic that there is not', () => {
  const endings = 'Unknown|Supported|Served|Redefinable|Unavailable|XRay|Floor|Unconfirmed|Deployment|Template|Instrumentation|Required|Only|InLog|Libraries|Confirmed';
  const named = [...page.matchAll(new RegExp(`\`(\\w+(?:${endings}))\``, 'g'))].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !(name in DIAGNOSTICS))).toEqual([]);
});
