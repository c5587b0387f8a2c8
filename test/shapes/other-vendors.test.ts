import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { entry, plainFunction, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing, TracingLayer } from '../../src';
import { EVERY_PROVIDER } from '../providers/every-provider';

const env = { account: '123456789012', region: 'eu-west-1' };
/** A vendor that nobody else is. */
const another = () => new TestProvider({ layers: [TracingLayer.fromArn('arn:aws:lambda:eu-west-1:123456789012:layer:our-house:1')], execWrapper: '/opt/our-house' });

/** Whose layers for Node.js have no ARN that a source confirms, or come with the app. */
const BY_ARN_OF_THE_USER = /^(OpenTelemetry, (X-Ray|X-Ray OTLP|OTLP)|NewRelic|Dynatrace|SolarWinds|AppDynamics|Elastic)$/;

/** The properties of a function as a provider leaves it. */
function instrumentedBy(name: string): { [property: string]: any } {
  const layerArns = { [name === 'SolarWinds' ? 'extension' : 'nodejs']: 'arn:aws:lambda:eu-west-1:111122223333:layer:a-copy:1' };
  const provider = EVERY_PROVIDER[name](BY_ARN_OF_THE_USER.test(name) ? { layerArns } : {});
  const traced = synthesize((app: App) => {
    plainFunction(new Stack(app, 'Shop', { env }), 'Fn');
    LambdaTracing.of(app).add(provider);
  });
  expect(entry(traced, 'Shop/Fn/Resource')).toMatchObject({ status: 'traced' });
  return properties(traced.templates.Shop, 'Fn');
}

describe.each(Object.keys(EVERY_PROVIDER))('a function that was instrumented by hand as %s does it', (name) => {
  const tracer = name !== 'XRay';

  test(`is ${tracer ? 'left alone by another vendor' : 'traced: nothing in it is a tracer'}`, () => {
    const by = instrumentedBy(name);
    const build = (traced: boolean) => synthesize((app: App) => {
      new CfnResource(new Stack(app, 'Shop', { env }), 'Fn', { type: 'AWS::Lambda::Function', properties: { ...by, Role: 'arn:aws:iam::123456789012:role/r' } });
      if (traced) { LambdaTracing.of(app).add(another()); }
    });
    const traced = build(true);

    if (tracer) {
      expect(reason(traced, 'Shop/Fn')).toBe('otherInstrumentation');
      expect(traced.templates).toEqual(build(false).templates);
    } else {
      expect(entry(traced, 'Shop/Fn').status).toBe('traced');
    }
  });
});
