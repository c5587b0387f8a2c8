import { EVERY_PROVIDER } from './every-provider';
import { modelOf } from './model-of';
import { Published, PUBLISHED, Row } from './published-layers';
import type { Decision } from '../../src/core/decision';
import { FunctionArchitecture } from '../../src/core/function-model';

// cells.txt shows what every cell is; this says what it must be, from the vendors' pages and not from the catalog.

const RUNTIMES = [
  ...['18', '20', '22', '24'].map((version) => `nodejs${version}.x`), ...['9', '10', '11', '12', '13', '14'].map((version) => `python3.${version}`),
  'java8.al2', 'java11', 'java17', 'java21', 'java25', 'dotnet6', 'dotnet8', 'dotnet10', 'ruby3.2', 'ruby3.3', 'ruby3.4', 'ruby4.0', 'provided.al2', 'provided.al2023',
];
const REGIONS = { 'eu-west-1': 'aws', 'ap-southeast-6': 'aws', 'cn-north-1': 'aws-cn', 'us-gov-west-1': 'aws-us-gov' } as const;
type Region = keyof typeof REGIONS;

function expectedArns({ accounts }: Published, row: Row, runtime: string, architecture: FunctionArchitecture, region: Region): string[] | undefined {
  if (accounts[region] === undefined || row.notIn?.includes(region)) { return undefined; }
  return row[architecture]!.map((layer) => {
    const [name, version = String(row.version?.[region])] = layer.split(':');
    return `arn:${REGIONS[region]}:lambda:${region}:${accounts[region]}:layer:${name.replace('*', runtime.replace(/\D/g, ''))}:${version}`;
  });
}

function startedBy({ plan }: Decision): string {
  if (plan!.execWrapper) { return `wrapper ${plan!.execWrapper}`; }
  if (plan!.handlerRedirect) { return `handler ${plan!.handlerRedirect.handler}`; }
  const [[variable, text] = ['extension', '']] = Object.entries(plan!.appendedEnvironment ?? {});
  return `${variable} ${text}`.trim();
}

const nameOf = ({ reason, plan }: Decision) => (reason ?? plan!.notes!.find(({ id }) => /:(runtime|architecture)NotSupported$/.test(id)))?.id.split(':')[1];

describe.each(PUBLISHED.map((vendor) => [vendor.provider, vendor] as const))('%s', (name, vendor) => {
  const provider = EVERY_PROVIDER[name]();
  // Rows where the user's ARN is needed are decided by it: own-arns.test.ts.
  const needsArn = name === 'Instana' ? /^(java|dotnet(8|10))/ : /^$/;

  describe.each(Object.values(FunctionArchitecture))('on %s', (architecture) => {
    test.each(RUNTIMES.filter((runtime) => !needsArn.test(runtime)))('%s', (runtime) => {
      const row = vendor.rows.find(({ runtimes }) => runtimes.split(' ').includes(runtime));
      for (const region of Object.keys(REGIONS) as Region[]) {
        const decision = provider.decide(modelOf(runtime, { architecture, region }));
        if (row === undefined || row[architecture] === undefined) {
          expect([region, decision.plan!.level, decision.plan!.layers]).toEqual([region, 'INVOCATION', undefined]);
          if (name !== 'AwsDistro') { expect(nameOf(decision)).toBe(row ? 'architectureNotSupported' : 'runtimeNotSupported'); }
          continue;
        }
        const arns = expectedArns(vendor, row, runtime, architecture, region);
        if (arns === undefined) {
          expect([region, nameOf(decision)]).toEqual([region, 'regionNotServed']);
        } else {
          expect([region, decision.plan!.layers!.map(({ arn }) => arn)]).toEqual([region, arns]);
          expect(startedBy(decision)).toBe(row.by);
          expect(decision.plan!.level).toBe(row.by === 'extension' ? 'INVOCATION' : 'CODE');
        }
      }
    });

    test.each(RUNTIMES.filter((runtime) => !needsArn.test(runtime)))('%s in a stack without a region: a mapping of those that are served', (runtime) => {
      const row = vendor.rows.find(({ runtimes }) => runtimes.split(' ').includes(runtime));
      if (row?.[architecture] === undefined) { return; }
      const { plan } = provider.decide(modelOf(runtime, { architecture, region: undefined, partition: undefined }));
      const mappings = plan!.layers!.map(({ arnByRegion }) => arnByRegion!);
      for (const region of Object.keys(REGIONS) as Region[]) {
        const arns = expectedArns(vendor, row, runtime, architecture, region);
        if (arns) { expect(mappings.map((mapping) => mapping[region])).toEqual(arns); } else { expect(mappings.some((mapping) => mapping[region] === undefined)).toBe(true); }
      }
      expect(plan!.notes!.map(({ id }) => id)).toContain('cdk-lambda-tracing:regionUnknown');
    });
  });
});
