import {
  Decision, Diagnostic, FunctionModel, PackageType, TracingLayer, TracingLevel, TracingProvider, TracingSecret,
} from 'cdk-lambda-tracing';

/** Options for Acme. */
export interface AcmeProviderProps {
  /** Token of the Acme tenant. */
  readonly token: TracingSecret;
}

/** Where Acme publishes its layer, and in which version. */
const VERSIONS: { [region: string]: number } = { 'eu-west-1': 12, 'us-east-1': 14 };
const RUNTIMES = ['nodejs22.x', 'nodejs24.x'];

/** Traces Node.js functions with Acme. */
export class AcmeProvider extends TracingProvider {
  public readonly name = 'acme';

  constructor(private readonly props: AcmeProviderProps) {
    super();
  }

  public decide(model: FunctionModel): Decision {
    if (model.packageType === PackageType.IMAGE || !RUNTIMES.includes(model.runtime ?? '')) {
      return Decision.skip(this.reason('runtimeNotSupported', `acme traces ${RUNTIMES.join(' and ')}, not ${model.runtime ?? 'this function'}`));
    }
    if (model.region !== undefined && VERSIONS[model.region] === undefined) {
      return Decision.skip(this.reason('regionNotServed', `acme publishes no layer in ${model.region}`));
    }
    const arns = Object.entries(VERSIONS).map(([region, version]) => [region, `arn:aws:lambda:${region}:123456789012:layer:acme:${version}`]);
    return Decision.instrument({
      level: TracingLevel.CODE,
      layers: [TracingLayer.fromArnByRegion(Object.fromEntries(arns))],
      execWrapper: '/opt/acme-wrapper',
      environment: { ACME_ENDPOINT: 'https://in.acme.example', ...(model.serviceName ? { ACME_SERVICE: model.serviceName } : {}) },
      secrets: [{ secret: this.props.token, variable: 'ACME_TOKEN_SECRET_ARN', byArn: true }],
    });
  }

  private reason(name: string, message: string): Diagnostic {
    return { id: `acme-tracing:${name}`, message, fix: 'choose another provider for this function' };
  }
}
