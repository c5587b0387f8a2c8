import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Condition } from '../condition';
import { FunctionFacts } from '../environment-variables';
import { limits } from '../limits';
import { readBody, sendAccepted, sendError, sendJson } from './http-api';

export type ExtensionEvent = 'INVOKE' | 'SHUTDOWN';
type ExtensionState = 'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError' | 'Exited';

/** One extension: a process of its own from /opt/extensions, or a part of the runtime's process. */
export interface Extension {
  readonly name: string;
  readonly id: string;
  readonly external: boolean;
  readonly events: ReadonlySet<ExtensionEvent>;
  state: ExtensionState;
  errorType?: string;
  /** An unanswered request for the next event. */
  waiting?: ServerResponse;
  /** An event that came while it was still busy with the last one. */
  pending?: object;
}

const PREFIX = '/2020-01-01/extension/';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Extensions API of one generation of processes. */
export class ExtensionsApi {
  /** The first extension that reported an error of its own. */
  failure?: { readonly errorType: 'Extension.InitError' | 'Extension.ExitError'; readonly extension: Extension };
  /** Closed by the runtime's first request for an event. */
  registrationOpen = true;
  private readonly extensions = new Map<string, Extension>();

  constructor(private readonly condition: Condition, private readonly facts: FunctionFacts, private readonly managedInstances: boolean) {}

  get all(): readonly Extension[] {
    return [...this.extensions.values()];
  }

  /** Announces a process that is about to be started from /opt/extensions. */
  expect(name: string): Extension {
    const extension: Extension = { name, id: randomUUID(), external: true, events: new Set(), state: 'Started' };
    this.extensions.set(name, extension);
    return extension;
  }

  /** Gives an event to those who asked for that kind; the others stay where they are. */
  dispatch(event: ExtensionEvent, body: object, to: readonly Extension[] = this.all): readonly Extension[] {
    const receivers = to.filter((extension) => extension.events.has(event));
    for (const extension of receivers) {
      const response = extension.waiting;
      if (extension.state !== 'Ready') {
        extension.pending = { eventType: event, ...body };
        continue;
      }
      extension.waiting = undefined;
      extension.state = 'Running';
      // Where the request has been given up meanwhile the event is lost, and the extension is waited for all the same: so it is on Lambda.
      if (response) sendEvent(response, { eventType: event, ...body });
    }
    return receivers;
  }

  /** Whether every extension has asked for its next event. */
  get ready(): boolean {
    return this.all.every((extension) => extension.state === 'Ready');
  }

  find(id: string): Extension | undefined {
    return this.all.find((extension) => extension.id === id);
  }

  readonly route = (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (!path.startsWith(PREFIX)) return false;
    const route = `${request.method} ${path.slice(PREFIX.length)}`;
    if (route === 'POST register') {
      void this.register(request, response);
      return true;
    }
    if (!['GET event/next', 'POST init/error', 'POST exit/error'].includes(route)) return false;
    request.resume();
    const extension = this.identify(request, response);
    if (extension && route === 'GET event/next') this.next(extension, response);
    else if (extension) this.fail(extension, request, response, route === 'POST init/error' ? 'InitError' : 'ExitError');
    return true;
  };

  /** The extension that a request's identifier names; undefined after an error has been sent. */
  identify(request: IncomingMessage, response: ServerResponse): Extension | undefined {
    const id = request.headers['lambda-extension-identifier'];
    if (typeof id !== 'string' || id === '') {
      sendError(response, 403, 'Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header');
      return undefined;
    }
    if (!UUID.test(id)) {
      sendError(response, 403, 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
      return undefined;
    }
    const extension = this.find(id);
    if (!extension) sendError(response, 403, 'Extension.UnknownExtensionIdentifier', `Unknown extension ${id}`);
    return extension;
  }

  private async register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bytes } = await readBody(request, limits.payloadBytes);
    const name = request.headers['lambda-extension-name'];
    if (typeof name !== 'string' || name === '') {
      sendError(response, 403, 'Extension.InvalidExtensionName', 'Empty extension name');
      return;
    }
    const events = parseEvents(bytes);
    if (!events) {
      sendError(response, 403, 'InvalidRequestFormat', 'the body is no JSON object with a list of events');
      return;
    }
    const known = this.extensions.get(name);
    const external = known?.external === true;
    for (const event of events) {
      const fault = this.eventFault(event, external);
      if (fault !== undefined) {
        sendError(response, 403, 'Extension.InvalidEventType', `${event}: ${fault}`);
        return;
      }
    }
    if (external && known.state !== 'Started') {
      refuseTransition(response, known, 'Registered');
      return;
    }
    if (!external && !this.admitInternal(known, response)) return;

    const extension: Extension = {
      name, external, id: known?.id ?? randomUUID(), state: 'Registered', events: new Set(events as ExtensionEvent[]),
    };
    this.extensions.set(name, extension);
    const features = String(request.headers['lambda-extension-accept-feature'] ?? '').split(',').map((feature) => feature.trim());
    sendJson(response, 200, {
      ...(features.includes('accountId') ? { accountId: this.facts.accountId } : {}),
      functionName: this.facts.name,
      functionVersion: this.facts.version,
      handler: this.facts.handler,
    }, { 'lambda-extension-identifier': extension.id });
    this.condition.changed();
  }

  private admitInternal(known: Extension | undefined, response: ServerResponse): boolean {
    if (!this.registrationOpen) {
      sendError(response, 403, 'Extension.RegistrationClosed', 'Extension registration closed already');
    } else if (this.extensions.size >= limits.extensions) {
      sendError(response, 403, 'Extension.TooManyExtensions', `Extension limit (${limits.extensions}) reached`);
    } else if (known) {
      sendError(response, 403, 'Extension.InvalidExtensionState', 'Extension with this name already registered');
    } else {
      return true;
    }
    return false;
  }

  private eventFault(event: string, external: boolean): string | undefined {
    if (event !== 'INVOKE' && event !== 'SHUTDOWN') return 'ErrorInvalidEventType';
    if (event === 'INVOKE' && this.managedInstances) return 'INVOKE is not available on Lambda Managed Instances';
    if (event === 'SHUTDOWN' && !external) return 'ShutdownEventNotSupportedForInternalExtension';
    return undefined;
  }

  private next(extension: Extension, response: ServerResponse): void {
    if (extension.state !== 'Registered' && extension.state !== 'Running') {
      refuseTransition(response, extension, 'Ready');
      return;
    }
    if (extension.pending) {
      extension.state = 'Running';
      sendEvent(response, extension.pending);
      extension.pending = undefined;
      return;
    }
    extension.state = 'Ready';
    extension.waiting = response;
    response.on('close', () => {
      if (extension.waiting === response) extension.waiting = undefined;
    });
    this.condition.changed();
  }

  private fail(extension: Extension, request: IncomingMessage, response: ServerResponse, kind: 'InitError' | 'ExitError'): void {
    const errorType = request.headers['lambda-extension-function-error-type'];
    if (typeof errorType !== 'string' || errorType === '') {
      sendError(response, 403, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found');
      return;
    }
    if (kind === 'InitError' ? extension.state !== 'Registered' : extension.state === 'Started') {
      refuseTransition(response, extension, kind);
      return;
    }
    extension.state = kind;
    extension.errorType = errorType;
    this.failure ??= { errorType: `Extension.${kind}`, extension };
    sendAccepted(response);
    this.condition.changed();
  }
}

function sendEvent(response: ServerResponse, event: object): void {
  sendJson(response, 200, event, { 'lambda-extension-event-identifier': randomUUID() });
}

function parseEvents(body: Buffer): string[] | undefined {
  try {
    const { events, configurationKeys } = JSON.parse(body.toString()) as { events?: unknown; configurationKeys?: unknown[] };
    if (configurationKeys !== undefined && configurationKeys.length > 0) return undefined;
    const list = events ?? [];
    return Array.isArray(list) && list.every((event) => typeof event === 'string') ? list as string[] : undefined;
  } catch {
    return undefined;
  }
}

function refuseTransition(response: ServerResponse, extension: Extension, to: ExtensionState): void {
  const message = `State transition from ${extension.state} to ${to} failed for extension ${extension.name}. Error: State transition is not allowed`;
  sendError(response, 403, 'Extension.InvalidExtensionState', message);
}
