import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { shop } from '../../examples/shop/shop';

/**
 * What cdk-nag says of the shop with tracing that it does not say without it. The only new findings may be those that
 * docs/adoption.md tells users to expect. cdk-nag is installed by .ci/suites/60-cdk-nag.sh.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const nag = require('cdk-nag') as Record<string, new (scope: unknown) => IPolicyValidationPlugin>;
const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R5Checks', 'PCIDSS321Checks', 'ServerlessChecks'];

function findings(enabled: boolean): Set<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
  const app = shop({ outdir, context: { 'lambda-tracing:enabled': enabled } });
  Validations.of(app).addPlugins(...PACKS.map((pack) => new nag[pack](app)));
  try {
    app.synth();
  } catch {
    // the shop is no model of compliance: its findings fail the synthesis either way
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  rmSync(outdir, { recursive: true });
  return new Set(report.pluginReports
    .filter(({ pluginName }: any) => pluginName !== 'cdk-lambda-tracing' && pluginName !== 'CloudFormation Validate')
    .flatMap(({ violations }: any) => violations.flatMap(({ ruleName, violatingConstructs }: any) =>
      violatingConstructs.map(({ constructPath }: any) => `${ruleName} ${constructPath}`))));
}

const silenced = console.error;
console.error = () => undefined;
const [bare, traced] = [findings(false), findings(true)];
console.error = silenced;

const rule = (finding: string) => finding.split(/[ [:]/)[0];
const difference = (one: Set<string>, other: Set<string>) => [...one].filter((finding) => !other.has(finding));
const count = (list: string[]) => [...new Set(list.map(rule))].sort().map((name) => `  ${name}: ${list.filter((finding) => rule(finding) === name).length}`).join('\n') || '  none';
const caused = difference(traced, bare);
console.log(`${bare.size} findings without tracing, ${traced.size} with it\ncaused by tracing:\n${count(caused)}\ngone with tracing:\n${count(difference(bare, traced))}`);

const documented = readFileSync(resolve(__dirname, '../../docs/adoption.md'), 'utf8');
const undocumented = [...new Set(caused.map(rule))].filter((name) => !documented.includes(`\`${name}\``));
if (bare.size === 0 || undocumented.length > 0) {
  console.error(bare.size === 0 ? 'cdk-nag found nothing at all: it did not run' : `not in docs/adoption.md: ${undocumented.join(', ')}`);
  process.exitCode = 1;
}
