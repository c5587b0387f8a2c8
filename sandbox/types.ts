import { ClosedNetwork } from './namespace/closed-network';
import { Bounds } from './watchdog';

/** The managed Node.js runtimes that the sandbox can stand in for. */
export type NodeRuntime = 'nodejs18.x' | 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x';

/**
 * Who speaks to the Runtime API inside: AWS's own `aws-lambda-ric`, or our small stand-in where that could not be built.
 * 'ric' is version 3 on nodejs18.x and nodejs20.x and version 4 from nodejs22.x on. On nodejs22.x Lambda itself still runs a
 * client that takes callback handlers, which version 4 refuses: choose 'ric3' there for those.
 */
export type RuntimeClient = 'ric' | 'ric3' | 'ric4' | 'minimal';

/** What Lambda puts in AWS_LAMBDA_INITIALIZATION_TYPE. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'lambda-managed-instances';

/** What the execution role would hand to the function; the defaults are obviously false. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** One line that a process inside wrote, or one that the platform itself logs (START, END, REPORT …). */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly source: 'function' | 'extension' | 'platform';
  /** The external extension's file name, where the source is an extension. */
  readonly extension?: string;
  readonly line: string;
}

export interface SandboxOptions {
  /** The directory that becomes /var/task, read-only. */
  readonly code: string;
  /** The function's handler, such as `index.handler`. */
  readonly handler: string;
  /** @default 'nodejs22.x' */
  readonly runtime?: NodeRuntime;
  /** Directories or zip files, merged in this order as /opt, read-only. At most 5, as on Lambda. */
  readonly layers?: readonly string[];
  /** The function's own variables. Lambda's reserved names are refused, as Lambda refuses them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 3 */
  readonly timeoutSeconds?: number;
  /** @default 128 */
  readonly memoryMb?: number;
  /** @default 'function' */
  readonly functionName?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  readonly credentials?: RoleCredentials;
  /** Stop every process inside between invocations. @default true; never with Managed Instances */
  readonly freeze?: boolean;
  /** 'Active' samples every invocation that brings no trace header; 'PassThrough' sends `Sampled=0`. @default 'PassThrough' */
  readonly tracing?: 'Active' | 'PassThrough';
  /** @default 'on-demand' */
  readonly initializationType?: InitializationType;
  /** Parallel invocations of one environment, with Managed Instances only. @default 4 */
  readonly maxConcurrency?: number;
  /** @default 'ric' where it is installed, else 'minimal', said in one line on stderr */
  readonly runtimeClient?: RuntimeClient;
  /** `host:port` for AWS_XRAY_DAEMON_ADDRESS. @default '127.0.0.1:2000', Lambda's port on an address that does not lead out of this machine */
  readonly xrayDaemonAddress?: string;
  /** The share of one core that the processes inside get by quota; 128 MB of Lambda is 0.072. Needs a writable cgroup. @default no quota */
  readonly cpuQuota?: number;
  /** Kill the function when it takes more than `memoryMb`. Needs a writable cgroup. @default false */
  readonly enforceMemory?: boolean;
  /** A network that leads nowhere; receivers can be put into it. @default the host's network */
  readonly network?: ClosedNetwork;
  /** Kill everything inside when it takes more than this; `sandbox.exceeded` says so. @default no bounds */
  readonly bounds?: Bounds;
  /** The Node.js to run, for those who have another than install.sh's. @default the runtime's own, else the one that runs this */
  readonly node?: string;
  /** More of the host, read-only: host path by path inside, such as `{ '/var/node_modules': hostPath }`. */
  readonly mounts?: Readonly<Record<string, string>>;
  readonly onLog?: (line: LogLine) => void;
}

export interface InvokeOptions {
  /** What the caller put in ClientContext: `context.clientContext`. */
  readonly clientContext?: unknown;
  /** Cognito identity: `context.identity`. */
  readonly identity?: { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string };
  /** Of an asynchronous event that Lambda tries again: the same as before. @default a new one */
  readonly requestId?: string;
  /** The X-Amzn-Trace-Id that comes with the call. @default one made up, sampled as `tracing` says */
  readonly traceHeader?: string;
  /** What the runtime is told its deadline is, in epoch milliseconds; the sandbox's own timeout stays. @default now + timeout */
  readonly deadlineMs?: number;
  /** Send this text as the event instead of `JSON.stringify(event)`. */
  readonly rawEvent?: string;
  /** Called at the moment the caller would have its answer, while extensions may still work. */
  readonly onResponse?: (response: InvokeResponse) => void;
}

/** The error object that the runtime reported, or that Lambda makes up for a timeout or a dead process. */
export interface InvokeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** What the caller of Lambda's Invoke sees. */
export interface InvokeResponse {
  readonly status: 'success' | 'error' | 'timeout' | 'crash';
  /** The response parsed as JSON; the text itself where it is not JSON; undefined on errors. */
  readonly payload?: unknown;
  /** The bytes that the runtime posted, or the error document. */
  readonly body: Buffer;
  readonly error?: InvokeError;
  /** Headers of the runtime's POST, lower-cased. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Set where the runtime streamed its response. */
  readonly streaming?: {
    readonly contentType: string;
    /** Milliseconds from the start of the invocation to the first byte. */
    readonly firstByteMs?: number;
    /** What `awslambda.HttpResponseStream` put before the body. */
    readonly prelude?: unknown;
    /** The body after the prelude. */
    readonly payload: Buffer;
    /** The error in the trailers, where the stream broke off. */
    readonly midStreamError?: InvokeError;
  };
}

/** Milliseconds of user and system time, of every process inside. */
export interface CpuTime {
  readonly ms: number;
  /** 'cgroup' counts nanoseconds; 'proc' counts ticks of 10 ms. */
  readonly resolution: 'cgroup' | 'proc';
}

export interface InvokeTimings {
  /** Milliseconds of the Init phase, where it belongs to this invocation (a cold start or a suppressed init). */
  readonly init?: number;
  /** From handing over the event to the runtime's last response byte: the wait of the caller. */
  readonly response: number;
  /** From the response until the runtime and all extensions asked for the next event: billed, and nobody waits for it. */
  readonly hold: number;
}

export interface InvokeResult extends InvokeResponse {
  readonly requestId: string;
  readonly timings: InvokeTimings;
  readonly cpu: {
    readonly init?: CpuTime;
    /** From handing over the event to the response. */
    readonly response: CpuTime;
    /** From handing over the event to the end of the hold. */
    readonly invoke: CpuTime;
  };
  /** Resident memory of the runtime process at the end of the invocation, in bytes; of one that died, what it last was. */
  readonly rss: number;
  /** Whether this invocation ran on a fresh environment: a cold start, or a suppressed init after a crash or timeout. */
  readonly coldStart: boolean;
  /** How the time after the response ended. Not 'done': the environment was reset although the caller has its answer. */
  readonly holdEnd: 'done' | 'timeout' | 'crash';
  /** Lines written since the last invocation's end. */
  readonly logs: readonly LogLine[];
  /** The X-Amzn-Trace-Id that the runtime was given. */
  readonly traceHeader: string;
}

export interface InitResult {
  readonly status: 'success' | 'error' | 'timeout' | 'crash';
  readonly error?: InvokeError;
  readonly ms: number;
  readonly cpu: CpuTime;
  readonly rss: number;
  readonly logs: readonly LogLine[];
}

export interface ShutdownResult {
  readonly ms: number;
  /** Whether some process had to be killed because it outlived its time. */
  readonly killed: boolean;
  readonly logs: readonly LogLine[];
}
