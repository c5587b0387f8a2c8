import {
  Decision, Diagnostic, FunctionModel, PackageType, RuntimeFamily, TracingLayer, TracingLevel, TracingProvider, TracingSecret,
} from 'cdk-lambda-tracing';

/** Options for Beacon. */
export interface BeaconProviderProps {
  /** Key of the Beacon account; the tracer reads it by itself. */
  readonly ingestKey: TracingSecret;

  /**
   * Where spans go.
   * @default - Beacon's own address
   */
  readonly endpoint?: string;
}

/** Which module Node.js loads before the function, and where the layer puts it. */
const PRELOAD = '--require /opt/beacon/preload.cjs';

/** The account and the versions in which Beacon publishes its layer. */
const PUBLISHER = '210987654321';
const VERSIONS: { [region: string]: number } = { 'eu-west-1': 31, 'eu-central-1': 31, 'us-east-1': 33 };

/**
 * Traces Node.js functions with Beacon, a vendor that does not exist.
 *
 * All it knows of cdk-lambda-tracing is what the package exports.
 */
export class BeaconProvider extends TracingProvider {
  public readonly name = 'beacon';

  constructor(private readonly props: BeaconProviderProps) {
    super();
  }

  public decide(model: FunctionModel): Decision {
    if (model.packageType === PackageType.IMAGE) { return Decision.skip(advice('containerImage', 'beacon comes as a layer, and this is a container image')); }
    if (model.runtimeFamily !== RuntimeFamily.NODEJS) { return Decision.skip(advice('runtimeNotSupported', `beacon traces Node.js, not ${model.runtime ?? 'a runtime that is not known'}`)); }
    return Decision.instrument({
      level: TracingLevel.CODE,
      layers: [TracingLayer.fromArnByRegion(layerArns())],
      environment: {
        BEACON_ENDPOINT: this.props.endpoint ?? 'https://in.beacon.example',
        BEACON_SERVICE: model.serviceName ?? model.logicalId,
        ...(model.samplingRatio === undefined ? {} : { BEACON_RATIO: String(model.samplingRatio) }),
      },
      appendedEnvironment: { NODE_OPTIONS: PRELOAD },
      secrets: [{ secret: this.props.ingestKey, variable: 'BEACON_KEY_NAME' }],
      // Beacon learns which queues and topics it sees from their tags.
      permissions: [{ actions: ['tag:GetResources'], resources: ['*'] }],
    });
  }
}

function layerArns(): { [region: string]: string } {
  return Object.fromEntries(Object.entries(VERSIONS).map(([region, version]) => [region, `arn:aws:lambda:${region}:${PUBLISHER}:layer:beacon-nodejs:${version}`]));
}

function advice(reason: string, message: string): Diagnostic {
  return { id: `beacon-tracing:${reason}`, message, fix: 'choose another provider for this function with LambdaTracing.of(fn).configure({ provider })' };
}
