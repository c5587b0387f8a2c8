import { COMMANDS, type Client } from './message-commands';
import type { Outgoing } from './outgoing';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';
import { text } from '../settings/environment';
import { storage } from '../trace/context';

interface Command { readonly input?: unknown }
type Exports = Record<string, (new () => Command) | undefined>;
type Send = (this: unknown, command: Command, ...rest: unknown[]) => unknown;

/** A client of the AWS SDK that is not bundled. An ESM import of it ends in the same file, since its packages are CommonJS to Node.js. */
const CLIENT = /(?:^|[\\/])@aws-sdk[\\/]client-(\w+)(?:[\\/]dist-cjs[\\/]index\.js)?$/;
const PATCHED = Symbol('patched');
/** A bundled SDK is never found, and after so many calls of one the search ends. */
const SEARCHES = 5;

/**
 * Puts the context into messages where their own protocol has room for it, which no header reaches.
 *
 * What is sent is signed with its body, so this must happen before the SDK serializes: in `send` of the few clients concerned, found
 * among the modules that user code has loaded. One that a handler loads is found after its first call: the channels that Node.js has for
 * modules would tell before, but for whoever subscribes they put frames of their own into the stack of every error that a module throws.
 * Without one of these clients nothing is touched, and a search is all it costs.
 */
export class MessageContext {
  /** A payload is touched only where that is asked for: whoever reads it may not expect a member more. */
  private readonly wanted = text('LAMBDA_TRACING_MESSAGE_CONTEXT')?.toLowerCase() ?? 'attributes';
  /** Services whose client is found: their calls that carry no message are no reason to look again. */
  private readonly found = new Set<string>();
  private searches = 0;
  private known = 0;

  constructor(private readonly outgoing: Outgoing) {}

  /** Called when a call of this service got nothing: its client may have been loaded since. Calls of those that get nothing here do not count. */
  public missed(service: string): void {
    if (this.searches >= SEARCHES || this.found.has(service)) return;
    if (Object.values(COMMANDS).some((client) => client.name === service && this.touches(client))) this.look();
  }

  /** Looks for clients loaded since; called when user code has loaded. */
  public look(): void {
    if (this.wanted === 'none' || this.searches++ >= SEARCHES) return;
    const { _cache: cache } = builtin<{ _cache: Record<string, { exports?: unknown } | undefined> }>('node:module');
    const files = Object.keys(cache);
    if (files.length === this.known) return;
    this.known = files.length;
    for (const file of files) this.prepare(file, cache[file]?.exports);
  }

  private touches({ payload }: Client): boolean {
    return !payload || this.wanted === 'all';
  }

  private prepare(file: string, exports: unknown): void {
    const service = file.includes('client-') ? CLIENT.exec(file)?.[1] : undefined;
    if (service && exports && Object.hasOwn(COMMANDS, service)) attempt('preparing messages', () => this.patch(service, exports as Exports));
  }

  private patch(service: string, exports: Exports): void {
    const { client, name } = COMMANDS[service];
    const all = this.wanted === 'all';
    const prototype = exports[client]?.prototype as { send?: Send; [PATCHED]?: true } | undefined;
    if (!prototype?.send || Object.hasOwn(prototype, PATCHED) || !this.touches(COMMANDS[service])) return;
    const commands = COMMANDS[service].commands();
    const own = Object.hasOwn(prototype, 'send') ? prototype.send : undefined;
    const { outgoing } = this;
    const send: Send = function (command, ...rest) {
      const original = own ?? (Object.getPrototypeOf(prototype) as { send: Send }).send;
      const prepared = attempt('preparing a message', () => {
        const found = Object.entries(commands).find(([key]) => exports[key] && command instanceof exports[key]);
        const reserved = found && outgoing.reserve(name);
        const input = reserved && found[1](command.input, reserved.headers, all);
        // The user's command stays as it is: it may be sent again, in another trace.
        return input && { context: reserved.context, command: Object.assign(Object.create(Object.getPrototypeOf(command) as object), command, { input }) as Command };
      });
      if (!prepared) return original.call(this, command, ...rest);
      return storage.run(prepared.context, () => original.call(this, prepared.command, ...rest));
    };
    this.found.add(name);
    Object.defineProperty(prototype, PATCHED, { value: true });
    Object.defineProperty(prototype, 'send', { value: send, writable: true, configurable: true });
  }
}
