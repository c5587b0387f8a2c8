export { limits } from './limits';
export { Sandbox } from './sandbox';
export type {
  CpuTime, InitializationType, InitResult, InvokeError, InvokeOptions, InvokeResponse, InvokeResult, InvokeTimings, LogLine, NodeRuntime,
  RoleCredentials, RuntimeClient, SandboxOptions, ShutdownResult,
} from './types';
