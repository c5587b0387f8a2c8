import { ROOT_CONTEXT, type Context } from './context';
import { builtin } from '../platform/builtins';

type Storage = import('node:async_hooks').AsyncLocalStorage<Context>;

/** From this version on an AsyncLocalStorage hangs on V8's own continuations and costs next to nothing. */
const CHEAP_FROM = 24;
/** What `process.getActiveResourcesInfo()` calls work that goes on by itself; a socket may be no more than one kept for later. */
const WORK = /^(?:Timeout|Immediate)$|Req|ConnectWrap/;

/** Taken at load: user code may put something else in its place. */
const activeResources = process.getActiveResourcesInfo.bind(process);

let storage: Storage | undefined;
/** The context of all work while none is followed. */
let only: Context | undefined;

if (Number(/\d+/.exec(process.version)) >= CHEAP_FROM) followWork();

/**
 * From now on work is followed through whatever asynchronous it does.
 *
 * Before Node.js 24 each promise and callback of the function pays for that, half as much again as all else that tracing costs a call. An environment
 * has one invocation at a time, so there it is done only when there is more than one context to tell apart: where user code makes contexts of its
 * own, or an invocation leaves something behind that runs on beside the next one.
 */
export function followWork(): void {
  storage ??= new (builtin<typeof import('node:async_hooks')>('node:async_hooks').AsyncLocalStorage)<Context>();
}

/** Follows from now on if the last invocation has left work behind. */
export function followWhatIsLeft(requests: number): void {
  if (!storage && (requests > 0 || activeResources().some((name) => WORK.test(name)))) followWork();
}

export function activeContext(): Context {
  return storage?.getStore() ?? only ?? ROOT_CONTEXT;
}

export function runIn<T>(context: Context, body: (...args: any[]) => T, ...args: unknown[]): T {
  followWork();
  return storage!.run(context, body, ...args);
}

/** What follows runs in this context; gives what `leaveContext` wants. */
export function enterContext(context: Context): Context | undefined {
  only = storage ? undefined : context;
  const former = storage?.getStore();
  storage?.enterWith(context);
  return former;
}

/** The caller of whom has entered a context goes on in its own. */
export function leaveContext(former: Context | undefined): void {
  storage?.enterWith(former as Context);
}
