import { IncomingMessage, ServerResponse, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { LogLine } from '../types';
import { Extension, ExtensionsApi } from './extensions-api';
import { readBody, sendError, sendJson } from './http-api';

/** One event as a subscriber gets it. */
export interface TelemetryEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

type Category = 'platform' | 'function' | 'extension';

interface Subscription {
  readonly types: readonly Category[];
  readonly destination: { readonly protocol: 'HTTP'; readonly URI: string } | { readonly protocol: 'TCP'; readonly port: number };
  readonly buffering: { readonly maxItems: number; readonly maxBytes: number; readonly timeoutMs: number };
}

interface Subscriber extends Subscription {
  readonly extension: Extension;
  queue: TelemetryEvent[];
  bytes: number;
  timer?: NodeJS.Timeout;
  sending: boolean;
}

const PATH = '/2022-07-01/telemetry';
const SCHEMA_VERSIONS = ['2022-07-01', '2022-12-13', '2025-01-29'];
const CATEGORIES: readonly string[] = ['platform', 'function', 'extension'];
/** Lambda's allowed range and default for each buffering property. */
const BUFFERING = { maxItems: [1_000, 10_000, 10_000], maxBytes: [262_144, 1_048_576, 262_144], timeoutMs: [25, 30_000, 1_000] } as const;
const BODY_LIMIT = 64 * 1024;

/** The Telemetry API of one generation of processes: subscriptions during Init, events in batches afterwards. */
export class TelemetryApi {
  /** Closed when Init is over. */
  subscriptionOpen = true;
  /** While the environment is frozen nothing is sent. */
  paused = false;
  private readonly subscribers: Subscriber[] = [];
  /** What has happened so far, for those who subscribe during Init. */
  private history: TelemetryEvent[] = [];

  constructor(private readonly extensions: ExtensionsApi) {}

  readonly route = (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (path !== PATH || request.method !== 'PUT') return false;
    void this.subscribe(request, response);
    return true;
  };

  emit(type: string, record: unknown, time = Date.now()): void {
    const event = { time: new Date(time).toISOString(), type, record };
    if (this.subscriptionOpen) this.history.push(event);
    else this.history = [];
    for (const subscriber of this.subscribers) this.enqueue(subscriber, event);
  }

  /** A line of the function or of an extension, as an event. */
  log(line: LogLine): void {
    if (line.source !== 'platform') this.emit(line.source, line.line, line.time);
  }

  /** Sends what waits, now or as soon as the environment is thawed. */
  flush(): void {
    for (const subscriber of this.subscribers) this.send(subscriber);
  }

  /** Gives up: the processes have ended. */
  close(): void {
    for (const subscriber of this.subscribers) clearTimeout(subscriber.timer);
    this.subscribers.length = 0;
  }

  private async subscribe(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bytes } = await readBody(request, BODY_LIMIT);
    const extension = this.extensions.identify(request, response);
    if (!extension) return;
    if (!this.subscriptionOpen) {
      sendError(response, 403, 'Telemetry.SubscriptionClosed', 'Telemetry API subscription is closed already');
      return;
    }
    const subscription = parse(bytes);
    if (typeof subscription === 'string') {
      sendError(response, 400, 'ValidationError', subscription);
      return;
    }
    const subscriber: Subscriber = { ...subscription, extension, queue: [], bytes: 0, sending: false };
    // A second subscription replaces the first.
    const former = this.subscribers.findIndex((other) => other.extension.id === extension.id);
    if (former >= 0) this.subscribers.splice(former, 1);
    this.subscribers.push(subscriber);
    for (const event of this.history) this.enqueue(subscriber, event);
    sendJson(response, 200, 'OK');
    this.emit('platform.telemetrySubscription', { name: extension.name, state: 'Subscribed', types: subscription.types });
  }

  private enqueue(subscriber: Subscriber, event: TelemetryEvent): void {
    if (!subscriber.types.includes(event.type.split('.')[0] as Category)) return;
    subscriber.queue.push(event);
    subscriber.bytes += JSON.stringify(event).length;
    const { maxItems, maxBytes, timeoutMs } = subscriber.buffering;
    if (subscriber.queue.length >= maxItems || subscriber.bytes >= maxBytes) this.send(subscriber);
    else subscriber.timer ??= setTimeout(() => this.send(subscriber), timeoutMs).unref();
  }

  private send(subscriber: Subscriber): void {
    clearTimeout(subscriber.timer);
    subscriber.timer = undefined;
    if (this.paused || subscriber.sending || subscriber.queue.length === 0) return;
    const events = subscriber.queue;
    subscriber.queue = [];
    subscriber.bytes = 0;
    subscriber.sending = true;
    const done = () => {
      subscriber.sending = false;
      if (subscriber.queue.length > 0) subscriber.timer ??= setTimeout(() => this.send(subscriber), subscriber.buffering.timeoutMs).unref();
    };
    if (subscriber.destination.protocol === 'HTTP') post(subscriber.destination.URI, events, done);
    else write(subscriber.destination.port, events, done);
  }
}

function post(uri: string, events: readonly TelemetryEvent[], done: () => void): void {
  const { port, pathname } = new URL(uri);
  // sandbox.localdomain is this machine, seen from inside.
  const call = httpRequest({ host: '127.0.0.1', port, path: pathname, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
    response.resume().on('close', done);
  });
  call.on('error', done);
  call.end(JSON.stringify(events));
}

function write(port: number, events: readonly TelemetryEvent[], done: () => void): void {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => { /* 'close' follows */ });
  socket.on('close', done);
  socket.end(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** The subscription, or what is wrong with it. */
function parse(body: Buffer): Subscription | string {
  let request: Partial<Record<'schemaVersion' | 'types' | 'destination' | 'buffering', unknown>>;
  try {
    request = JSON.parse(body.toString()) as typeof request;
  } catch {
    return 'the body is no JSON';
  }
  if (!SCHEMA_VERSIONS.includes(String(request.schemaVersion))) return `schemaVersion must be one of ${SCHEMA_VERSIONS.join(', ')}`;
  const { types } = request;
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => CATEGORIES.includes(String(type)))) {
    return `types must be a list of ${CATEGORIES.join(', ')}`;
  }
  const destination = request.destination as { protocol?: string; URI?: string; port?: number } | undefined;
  const http = destination?.protocol === 'HTTP' && typeof destination.URI === 'string' && /^http:\/\/sandbox(\.localdomain)?:\d+/.test(destination.URI);
  const tcp = destination?.protocol === 'TCP' && Number.isInteger(destination.port);
  if (!http && !tcp) return 'destination must be HTTP with a URI on sandbox.localdomain, or TCP with a port';
  const buffering = (request.buffering ?? {}) as Record<string, unknown>;
  const values: Record<string, number> = {};
  for (const [name, [least, most, byDefault]] of Object.entries(BUFFERING)) {
    const value = buffering[name] ?? byDefault;
    if (typeof value !== 'number' || value < least || value > most) return `buffering.${name} must be between ${least} and ${most}`;
    values[name] = value;
  }
  return { types: types as Category[], destination: destination as Subscription['destination'], buffering: values as unknown as Subscription['buffering'] };
}
