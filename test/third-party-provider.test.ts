import { App } from 'aws-cdk-lib';
import { reportOf, synthesize, temporaryFolder } from './support/app';
import { functionIn, grantedIn, variablesIn } from './support/function-in';
import { reportedIn, statuses } from './support/with-and-without';
import { beaconApp } from '../examples/third-party-provider/app';
import { BeaconProvider } from '../examples/third-party-provider/beacon-provider';
import { Decision, FunctionModel, InstrumentationPlan, PackageType, RuntimeFamily, TracingSecret } from 'cdk-lambda-tracing';

const ARN = 'arn:aws:lambda:eu-central-1:210987654321:layer:beacon-nodejs:31';

describe('the example', () => {
  let root: App;
  let output: string;
  let template: ReturnType<typeof synthesize>['templates'][string];
  beforeAll(() => {
    root = beaconApp({ outdir: temporaryFolder(), analyticsReporting: false });
    const synthesis = synthesize(root);
    expect(synthesis.error).toBeUndefined();
    output = synthesis.output;
    template = synthesis.templates['Parcels.template.json'];
  });

  test('traces what the provider can, and says of the rest why not', () => {
    expect(statuses(reportOf(root))).toEqual({
      'Parcels/Forecast/Resource': 'skipped by beacon', 'Parcels/Notify/Resource': 'traced by beacon', 'Parcels/Track/Resource': 'traced by beacon',
    });
    expect(reportedIn(root, 'Parcels/Forecast').diagnostics).toEqual([expect.objectContaining({ id: 'beacon-tracing:runtimeNotSupported', message: 'beacon traces Node.js, not python3.13' })]);
    expect(output).toContain('beacon traces Node.js, not python3.13');
  });

  test('adds the layer of the region', () => {
    expect(['Track', 'Notify'].map((id) => functionIn(template, id).Layers)).toEqual([[ARN], [ARN]]);
  });

  test('sets variables and extends those of the function', () => {
    expect(variablesIn(template, 'Track')).toEqual({
      BEACON_ENDPOINT: 'https://in.beacon.example', BEACON_SERVICE: expect.stringMatching(/^Track/), BEACON_KEY_NAME: 'beacon/ingest-key',
      NODE_OPTIONS: '--enable-source-maps --require /opt/beacon/preload.cjs',
    });
    expect(variablesIn(template, 'Notify')).toMatchObject({ BEACON_SERVICE: 'notify', BEACON_RATIO: '0.1', NODE_OPTIONS: '--require /opt/beacon/preload.cjs' });
  });

  test('grants the permission and the reading of that one secret, to the traced functions only', () => {
    for (const role of ['TrackServiceRole', 'NotifyServiceRole']) {
      expect(grantedIn(template, role)).toEqual([
        expect.objectContaining({ Action: 'secretsmanager:GetSecretValue' }), { Effect: 'Allow', Action: 'tag:GetResources', Resource: '*' },
      ]);
      expect(JSON.stringify(grantedIn(template, role))).toContain(':secret:beacon/ingest-key-??????');
    }
    expect(grantedIn(template, 'ForecastServiceRole')).toEqual([]);
  });

  test('leaves the other function as it was written', () => {
    expect(Object.keys(functionIn(template, 'Forecast')).sort()).toEqual(['Code', 'Handler', 'Role', 'Runtime']);
  });
});

describe('the provider alone, without any CDK', () => {
  const facts: FunctionModel = {
    path: 'A/B', logicalId: 'B', stackName: 'A', resourceType: 'AWS::Lambda::Function', packageType: PackageType.ZIP, runtime: 'nodejs22.x', runtimeFamily: RuntimeFamily.NODEJS,
    layers: [], environment: {}, unresolvedEnvironment: [], codeSigned: false,
  };
  const provider = new BeaconProvider({ ingestKey: TracingSecret.fromSecretsManagerName('key'), endpoint: 'https://beacon.shop.example' });

  test('is a function of the facts', () => {
    const decision: Decision = provider.decide(facts);
    const plan: InstrumentationPlan | undefined = decision.plan;
    expect(plan?.environment).toEqual({ BEACON_ENDPOINT: 'https://beacon.shop.example', BEACON_SERVICE: 'B' });
    expect(provider.decide(facts)).toEqual(decision);
  });

  test.each<[string, Partial<FunctionModel>, string]>([
    ['an image', { packageType: PackageType.IMAGE, runtime: undefined, runtimeFamily: undefined }, 'beacon-tracing:containerImage'],
    ['a runtime that is not known', { runtime: undefined, runtimeFamily: undefined }, 'beacon-tracing:runtimeNotSupported'],
  ])('skips %s', (_, more, id) => expect(provider.decide({ ...facts, ...more }).reason?.id).toBe(id));
});
