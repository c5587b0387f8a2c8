import { awsCallOf, signatureOf, type AwsCall, type SeenRequest, type Signature } from './aws-call';
import { readBody, resourceOfRequest } from './aws-resource';
import { grpcAttributes, grpcCallOf, grpcStatus, type GrpcCall } from './grpc';
import { methodAttributes, methodName } from './method';
import { redactedTarget } from './redaction';
import type { Invocation } from '../invocation/invocation';
import { XRAY_HEADER, type Propagators } from '../propagation/propagators';
import { rootOf } from '../propagation/xray-header';
import type { Attributes } from '../trace/attributes';
import type { Context } from '../trace/context';
import { errorType } from '../trace/exception';
import { SpanKind, StatusCode, type Span, type UnrecordedSpan } from '../trace/span';
import { NO_CONTEXT, type SpanContext } from '../trace/span-context';
import type { Tracer } from '../trace/tracer';

export interface OutgoingRequest extends SeenRequest {
  /** `http:` or `https:`. */
  readonly protocol: string;
  readonly port?: number;
}

/** Where a request goes; its path and query as they may be shown. */
type Target = Omit<OutgoingRequest, 'header'>;

/** What a request is made in. */
interface Surroundings {
  readonly tracer: Tracer;
  readonly context: Context;
  readonly invocation: Invocation | undefined;
  /** The identity that messages of this call carry already, if they do. */
  readonly identify: (service: string | undefined) => SpanContext | undefined;
}

/** One outgoing request, from the moment its headers are fixed. */
export class ClientSpan {
  public readonly span: Span | UnrecordedSpan;
  private readonly signature?: Signature;
  private readonly call?: AwsCall;
  private readonly grpc?: GrpcCall;
  private readonly invocation?: Invocation;

  constructor(request: OutgoingRequest, { tracer, context, invocation, identify }: Surroundings) {
    this.signature = signatureOf(request);
    this.call = awsCallOf(request, this.signature);
    this.grpc = this.call ? undefined : grpcCallOf(request);
    this.invocation = invocation;
    this.span = tracer.startSpan(this.name(request), { kind: SpanKind.CLIENT, identity: identify(this.call?.service) }, context);
    if (this.span.isRecording()) this.record(request);
    invocation?.pending.add(this.span);
  }

  /** Keeps what it needs, not the request, and nothing that looks secret: the span may wait for a while. */
  private record({ method, protocol, host, port, path }: OutgoingRequest): void {
    const target: Target = { method, protocol, host, port, path: redactedTarget(path) };
    this.span.later(laterOfRequest(this.call, this.grpc, target));
  }

  /**
   * The headers to set so that the callee joins the trace; values replace those there are.
   *
   * A signed request gets X-Ray's header only, which the signers leave out of the signature, and not even that where it is signed.
   */
  public headers(propagators: Propagators, request: OutgoingRequest, context: Context): Record<string, string> {
    const identity = this.span.spanContext();
    const headers = propagators.headersOf(identity === NO_CONTEXT ? undefined : identity, context, request.header(XRAY_HEADER) ?? sameTrace(this.span, this.invocation));
    const names = Object.keys(headers);
    const allowed: Record<string, string> = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const refused = this.signature ? name !== XRAY_HEADER || this.signature.headers.includes(`;${name};`)
        : name !== XRAY_HEADER && request.header(name) !== undefined;
      if (!refused) allowed[name] = headers[name];
    }
    return allowed;
  }

  /** Whether the body names the resource. */
  public get wantsBody(): boolean {
    return this.call !== undefined && this.span.isRecording();
  }

  public body(text: string): void {
    if (!this.call || text === '') return;
    const { operation, resource } = readBody(this.call, text);
    this.span.later(given(resource));
    if (!operation || this.call.operation) return;
    this.span.updateName(awsName(this.call, operation));
    this.span.setAttribute('rpc.method', operation);
  }

  public responded(status: number, header: (name: string) => string | undefined, version?: string): void {
    const { span } = this;
    this.invocation?.pending.delete(span);
    if (this.invocation && !this.invocation.finished) this.invocation.unread.add(span);
    if (this.grpc && status === 200) {
      this.trailers(header);
      return;
    }
    const error = status < 400 ? undefined : (this.call && awsErrorOf(header)) ?? String(status);
    span.later(given({
      'http.response.status_code': status,
      'network.protocol.version': version || undefined,
      'aws.request_id': this.call && requestIdOf(header),
      'error.type': error,
    }));
    if (error !== undefined) span.setStatus({ code: StatusCode.ERROR });
  }

  /** Where gRPC says how a call went. */
  public trailers(header: (name: string) => string | undefined): void {
    const status = this.grpc && grpcStatus(header('grpc-status'));
    if (!status) return;
    this.span.setAttribute('rpc.grpc.status_code', status.code);
    if (status.code === 0) return;
    this.span.setAttribute('error.type', status.name);
    this.span.setStatus({ code: StatusCode.ERROR });
  }

  public fail(error: unknown): void {
    const code = (error as { code?: unknown } | null | undefined)?.code;
    this.span.setAttribute('error.type', typeof code === 'string' ? code : errorType(error));
    this.span.setStatus({ code: StatusCode.ERROR, message: (error as { message?: string } | null | undefined)?.message });
    this.span.recordException(error);
    this.end();
  }

  public end(): void {
    this.invocation?.pending.delete(this.span);
    this.invocation?.unread.delete(this.span);
    this.span.end();
  }

  private name(request: OutgoingRequest): string {
    if (this.grpc) return `${this.grpc.service}/${this.grpc.method}`;
    return this.call ? awsName(this.call, this.call.operation) : methodName(request.method);
  }
}

/** A closure with nothing else in reach: what it sees waits with the span. */
function laterOfRequest(call: AwsCall | undefined, grpc: GrpcCall | undefined, target: Target): () => object {
  return () => {
    const request = grpc ? grpcAttributes(grpc, target) : requestAttributes(target);
    return call ? { ...request, ...callAttributes(call, target) } : request;
  };
}

function given(attributes: Record<string, unknown>): () => object {
  return () => attributes;
}

function requestAttributes({ method, host, path, protocol, port }: Target): Attributes {
  const usual = protocol === 'https:' ? 443 : 80;
  const shownPort = port === undefined || port === usual ? '' : `:${port}`;
  const address = host.includes(':') ? `[${host}]` : host;
  return {
    ...methodAttributes(method),
    'server.address': host,
    'server.port': port ?? usual,
    'url.full': /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? path : `${protocol}//${address}${shownPort}${path}`,
  };
}

function callAttributes(call: AwsCall, request: Target): Record<string, unknown> {
  const { service, operation, region } = call;
  return {
    'rpc.system': 'aws-api',
    'rpc.service': service,
    'rpc.method': operation,
    'cloud.region': region,
    ...(service === 'DynamoDB' && { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation }),
    ...resourceOfRequest(call, request),
  };
}

/** `DynamoDB.GetItem`, or the service alone while the operation is not known. */
function awsName({ service }: AwsCall, operation: string | undefined): string {
  return operation ? `${service}.${operation}` : service;
}

/** Lambda's own header of this very trace: its other fields are carried on where the SDK sent none. */
function sameTrace(span: Span | UnrecordedSpan, invocation: Invocation | undefined): string | undefined {
  return invocation?.header?.includes(rootOf(span.spanContext().traceId)) ? invocation.header : undefined;
}

function requestIdOf(header: (name: string) => string | undefined): string | undefined {
  return header('x-amzn-requestid') || header('x-amz-request-id') || header('x-amzn-request-id') || undefined;
}

/** The error code of an AWS service; `AccessDenied:http://…` is `AccessDenied`. */
function awsErrorOf(header: (name: string) => string | undefined): string | undefined {
  const error = header('x-amzn-errortype') ?? header('x-amzn-query-error');
  return error?.split(/[:;]/, 1)[0].replace(/^.*#/, '') || undefined;
}
