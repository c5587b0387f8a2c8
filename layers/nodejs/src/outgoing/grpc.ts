import type { SeenRequest } from './aws-call';
import type { Attributes } from '../trace/attributes';

/** The names of gRPC's status codes, by number. */
const CODES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

/** A call of gRPC: to http2 a request like others, to the conventions a remote procedure. */
export interface GrpcCall {
  readonly service: string;
  readonly method: string;
}

/** `/package.Service/Method`, with a content type of gRPC's. */
export function grpcCallOf(request: SeenRequest): GrpcCall | undefined {
  if (!request.header('content-type')?.startsWith('application/grpc')) return undefined;
  const [, service, method] = /^\/(.+)\/([^/]+)$/.exec(request.path) ?? [];
  return service ? { service, method } : undefined;
}

export function grpcAttributes({ service, method }: GrpcCall, { host, port, protocol }: { host: string; port?: number; protocol: string }): Attributes {
  return {
    'rpc.system': 'grpc',
    'rpc.service': service,
    'rpc.method': method,
    'server.address': host,
    'server.port': port ?? (protocol === 'https:' ? 443 : 80),
  };
}

/** The status at the end of a call, in the trailers; a call that is refused has it in its headers. */
export function grpcStatus(header: string | undefined): { code: number; name: string } | undefined {
  const code = header ? Number(header) : NaN;
  return Number.isInteger(code) ? { code, name: CODES[code] ?? String(code) } : undefined;
}
