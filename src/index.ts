export { Backend } from './backends/backend';
export { BackendKind } from './backends/backend-kind';
export { OtlpBackendOptions, ZipkinBackendOptions } from './backends/backend-options';
export { OtlpProtocol } from './backends/otlp-protocol';
export {
  AxiomBackendOptions, CoralogixBackendOptions, Dash0BackendOptions, DatadogBackendOptions, DynatraceBackendOptions, ElasticBackendOptions,
  GrafanaCloudBackendOptions, HoneycombBackendOptions, InstanaBackendOptions, LumigoBackendOptions, NewRelicBackendOptions,
  SigNozBackendOptions, SplunkBackendOptions, UptraceBackendOptions,
} from './backends/vendor-backend-options';
export { Decision } from './core/decision';
export { Diagnostic, DiagnosticSeverity } from './core/diagnostic';
export { FunctionArchitecture, FunctionModel, ModuleFormat, PackageType, PreparedImage } from './core/function-model';
export { HandlerRedirect, InstrumentationPlan, PlannedSecret, TracingPermission } from './core/instrumentation-plan';
export { ITracingProvider, TracingProvider } from './core/provider';
export { RuntimeFamily } from './core/runtime-family';
export { TracingLayer } from './core/tracing-layer';
export { TracingLevel } from './core/tracing-level';
export { SecretsManagerOptions, SecretStore, SsmParameterOptions, TracingSecret } from './core/tracing-secret';
export { AddTracingOptions, ConfigureTracingOptions, LambdaTracing, OptOutOptions } from './lambda-tracing';
export * as mixins from './mixins';
export { AppDynamicsProvider, AppDynamicsProviderProps } from './providers/appdynamics-provider';
export { AwsDistroProvider, AwsDistroProviderProps } from './providers/aws-distro-provider';
export { CompositeProvider, CompositeProviderProps, CompositeRoute } from './providers/composite-provider';
export { CoralogixProvider, CoralogixProviderProps, CoralogixReportingStrategy } from './providers/coralogix-provider';
export { Dash0Provider, Dash0ProviderProps } from './providers/dash0-provider';
export { DatadogProvider, DatadogProviderProps } from './providers/datadog-provider';
export { EpsagonProvider, IOpipeProvider, ThundraProvider } from './providers/discontinued-providers';
export { DynatraceProvider, DynatraceProviderProps } from './providers/dynatrace-provider';
export { ElasticProvider, ElasticProviderProps, ElasticSendStrategy } from './providers/elastic-provider';
export { HoneycombProvider, HoneycombProviderProps } from './providers/honeycomb-provider';
export { InstanaProvider, InstanaProviderProps } from './providers/instana-provider';
export { JavaHandlerInterface } from './providers/java-handler-interface';
export { LambdaInsightsProvider, LambdaInsightsProviderProps } from './providers/lambda-insights-provider';
export { LayerArnOptions } from './providers/layer-arn-options';
export { LumigoProvider, LumigoProviderProps } from './providers/lumigo-provider';
export { NewRelicProvider, NewRelicProviderProps } from './providers/newrelic-provider';
export { OpenTelemetryProvider, OpenTelemetryProviderProps } from './providers/opentelemetry-provider';
export { RotelProvider, RotelProviderProps } from './providers/rotel-provider';
export { SentryProvider, SentryProviderProps } from './providers/sentry-provider';
export { SolarWindsProvider, SolarWindsProviderProps } from './providers/solarwinds-provider';
export { SplunkProvider, SplunkProviderProps } from './providers/splunk-provider';
export { SumoLogicProvider, SumoLogicProviderProps } from './providers/sumologic-provider';
export { XRayProvider } from './providers/xray-provider';
export { TracingAspect, TracingAspectProps } from './tracing-aspect';
export { CoverageEnvironment, TracingCoverage, TracingCoverageProps } from './tracing-coverage';
