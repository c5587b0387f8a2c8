export { Decision } from './core/decision';
export { Diagnostic, DiagnosticSeverity } from './core/diagnostic';
export { FunctionArchitecture, FunctionModel, ModuleFormat, PackageType } from './core/function-model';
export { HandlerRedirect, InstrumentationPlan, PlannedSecret, TracingPermission } from './core/instrumentation-plan';
export { ITracingProvider, TracingProvider } from './core/provider';
export { RuntimeFamily } from './core/runtime-family';
export { TracingLayer } from './core/tracing-layer';
export { TracingLevel } from './core/tracing-level';
export { SecretsManagerOptions, SecretStore, SsmParameterOptions, TracingSecret } from './core/tracing-secret';
