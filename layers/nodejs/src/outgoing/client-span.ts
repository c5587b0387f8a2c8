import { awsCallOf, awsServiceOf, signatureOf, type AwsCall, type SeenRequest, type Signature } from './aws-call';
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
  readonly identify: (service: string) => SpanContext | undefined;
}

/**
 * One outgoing request, from the moment its headers are fixed.
 *
 * The caller waits for what the callee has to be told; the request is put into words when its span is looked into.
 */
export class ClientSpan {
  public readonly span: Span | UnrecordedSpan;
  /** Whether the body may name the operation or the resource: the protocols that put either there know no other method. */
  public readonly wantsBody: boolean;
  /** Whether a response has begun. */
  public answered = false;
  /** Of who does not know it before there is a connection: 0 until then. */
  public port?: number;
  private readonly signature?: Signature;
  /** The service of AWS that is called. */
  private readonly service?: string;
  private readonly grpc?: GrpcCall;
  private readonly invocation?: Invocation;
  /** What the body says where nothing else does. */
  private operation?: string;

  constructor(request: OutgoingRequest, { tracer, context, invocation, identify }: Surroundings) {
    const signature = signatureOf(request);
    const service = awsServiceOf(request, signature);
    this.signature = signature;
    this.service = service;
    this.grpc = service === undefined ? grpcCallOf(request) : undefined;
    this.invocation = invocation;
    this.span = tracer.start(methodName(request.method), { kind: SpanKind.CLIENT, identity: service === undefined ? undefined : identify(service) }, context);
    this.wantsBody = service !== undefined && request.method === 'POST' && this.span.isRecording();
    this.span.later((span) => this.describe(span, request));
    invocation?.pending.add(this.span);
  }

  /** Nothing that looks secret is kept, and of the request no more than its words. */
  private describe(span: Span, request: OutgoingRequest): object {
    const { method, protocol, host, port = this.port || undefined, path } = request;
    const target: Target = { method, protocol, host, port, path: redactedTarget(path) };
    if (this.grpc) {
      span.name = `${this.grpc.service}/${this.grpc.method}`;
      return grpcAttributes(this.grpc, target);
    }
    const attributes = requestAttributes(target);
    if (this.service === undefined) return attributes;
    const call = awsCallOf(request, this.service, this.signature?.region);
    const operation = call.operation ?? this.operation;
    span.name = operation ? `${call.service}.${operation}` : call.service;
    return { ...attributes, ...callAttributes(call, operation, target) };
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
      const refused = this.signature ? name !== XRAY_HEADER || this.signature.coversTrace
        : name !== XRAY_HEADER && request.header(name === 'tracestate' ? 'traceparent' : name) !== undefined;
      if (!refused) allowed[name] = headers[name];
    }
    return allowed;
  }

  public body(data: string | Uint8Array): void {
    if (this.service === undefined) return;
    const { operation, resource } = readBody(this.service, data);
    this.operation = operation;
    this.span.later(() => resource);
  }

  public responded(status: number, header: (name: string) => string | undefined, version?: string): void {
    const { span } = this;
    this.answered = true;
    this.invocation?.pending.delete(span);
    if (this.invocation && !this.invocation.finished) this.invocation.unread.add(span);
    if (this.grpc && status === 200) {
      this.trailers(header);
      return;
    }
    const isAws = this.service !== undefined;
    span.later(() => ({
      'http.response.status_code': status,
      'network.protocol.version': version || undefined,
      'aws.request_id': isAws ? requestIdOf(header) : undefined,
      'error.type': status < 400 ? undefined : (isAws ? awsErrorOf(header) : undefined) ?? String(status),
    }));
    if (status >= 400) span.setStatus({ code: StatusCode.ERROR });
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
}

function requestAttributes({ method, host, path, protocol, port }: Target): Attributes {
  const usual = protocol === 'https:' ? 443 : 80;
  const shownPort = port === undefined || port === usual ? '' : `:${port}`;
  const address = host.includes(':') ? `[${host}]` : host;
  return {
    ...methodAttributes(method),
    'server.address': host,
    'server.port': port ?? usual,
    'url.full': /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? path : `${protocol}//${address}${shownPort}${path.startsWith('/') ? path : ''}`,
  };
}

function callAttributes(call: AwsCall, operation: string | undefined, request: Target): Record<string, unknown> {
  const { service, region } = call;
  return {
    'rpc.system': 'aws-api',
    'rpc.service': service,
    'rpc.method': operation,
    'cloud.region': region,
    ...(service === 'DynamoDB' && { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation }),
    ...resourceOfRequest(call, request),
  };
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
