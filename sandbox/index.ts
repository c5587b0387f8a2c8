export { limits } from './limits';
export { ClosedNetwork } from './namespace/closed-network';
export { RuntimeInterfaceEmulator } from './rie';
export type { RieAnswer } from './rie';
export { hasOfficialClient, installedNode } from './runtime-home';
export { Sandbox } from './sandbox';
export { newTraceHeader } from './trace-header';
export type {
  CpuTime, InitializationType, InitResult, InvokeError, InvokeOptions, InvokeResponse, InvokeResult, InvokeTimings, LogLine, NodeRuntime,
  RoleCredentials, RuntimeClient, SandboxOptions, ShutdownResult,
} from './types';
export type { Bounds, Exceeded } from './watchdog';

export { BackEnd } from './receivers/back-end';
export type { BackEndOptions, Behaviour, ReceivedRequest } from './receivers/back-end';
export { BlackHole } from './receivers/black-hole';
export { selfSigned } from './receivers/certificate';
export type { Certificate, CertificateOptions } from './receivers/certificate';
export type { AttributeValue, Attributes, ReceivedSpan } from './receivers/received-span';
export { SecretStore } from './receivers/secret-store';
export type { SecretStoreOptions } from './receivers/secret-store';
export { TraceBackEnd } from './receivers/trace-back-end';
export { XrayDaemon } from './receivers/xray-daemon';
