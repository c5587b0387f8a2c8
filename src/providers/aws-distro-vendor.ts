import type { LayerVendor } from './decide-by-layers';
import type { LayerOverrides } from './layer-overrides';
import { openTelemetryVariables } from './opentelemetry-variables';
import { AWS_DISTRO } from '../catalog/catalog';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, ModuleFormat } from '../core/function-model';
import type { TracingPermission } from '../core/instrumentation-plan';

/** Source: AWS managed policy CloudWatchLambdaApplicationSignalsExecutionRolePolicy, 2026; its X-Ray action comes with active tracing. */
const APPLICATION_SIGNALS: TracingPermission = {
  actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/application-signals/data:*'],
};

/** The AWS Distro for OpenTelemetry as a vendor of layers, under the name of the provider that offers it. */
export function awsDistroVendor(name: string, overrides: LayerOverrides, applicationSignals: boolean): LayerVendor {
  return {
    name,
    imageName: 'aws-distro',
    facts: AWS_DISTRO,
    overrides,
    // The layers send over UDP to the X-Ray daemon, which is there only with active tracing.
    activeTracing: true,
    part: (model) => ({
      environment: {
        OTEL_AWS_APPLICATION_SIGNALS_ENABLED: String(applicationSignals),
        ...moduleFormat(model),
        ...openTelemetryVariables(model),
      },
      permissions: applicationSignals ? [APPLICATION_SIGNALS] : [],
      notes: model.samplingRatio === undefined ? [] : [diagnostic('samplingDecidedByXRay', { ratio: model.samplingRatio })],
    }),
  };
}

/** The layer's wrapper looks for ES modules at the root of the code only, and misses a handler in a folder. */
function moduleFormat(model: FunctionModel): { [name: string]: string } {
  return model.moduleFormat === ModuleFormat.ESM ? { HANDLER_IS_ESM: 'true' } : {};
}
