import type { Registration } from './registration';
import { HttpConnection } from '../platform/http-connection';
import type { Reply } from '../platform/http-reply';
import { setTimeout } from '../platform/timers';

const PAUSE = 20;
const LONGEST_PAUSE = 1000;

/**
 * Our side of the Extensions API: asks for the next event, which is how Lambda learns that we need the environment no longer.
 *
 * Once registered, init and every invocation wait for this request, so it is asked again whatever happens to it. Nothing here has a
 * time limit, a freeze lasts as long as it lasts, and nothing keeps the event loop alive.
 */
export class ExtensionPoll {
  private readonly connection: HttpConnection;
  private asking: boolean;
  private releases = 0;
  private pause = PAUSE;
  /** The wrapper's request, whose answer nobody has read yet. */
  private unread?: number;

  constructor(private readonly registration: Registration, api: string) {
    this.connection = new HttpConnection(`http://${api}`);
    this.unread = registration.socket;
    this.asking = this.unread !== undefined;
  }

  /** Init needs nothing more of us. */
  public ready(): void {
    if (!this.asking) this.ask();
  }

  /** The current invocation needs nothing more of us. */
  public release(): void {
    // An invocation can be over before its event has been read.
    if (this.asking) this.releases = Math.max(this.releases, 1);
    else this.ask();
    this.readEvent();
  }

  /** Nobody is left here who could say when: from now on every invocation is released as it comes. */
  public abandon(): void {
    this.releases = Infinity;
    if (!this.asking) this.ask();
    this.readEvent();
  }

  private ask(): void {
    this.asking = true;
    const headers = { 'lambda-extension-identifier': this.registration.id };
    // The event comes with the invocation, which should not wait for us to read it.
    const unhurried = () => this.releases === 0;
    this.answered(this.connection.send({ method: 'GET', path: '/2020-01-01/extension/event/next', headers, unhurried }));
  }

  private readEvent(): void {
    this.connection.read();
    if (this.unread === undefined) return;
    this.answered(this.connection.receive(this.unread));
    this.unread = undefined;
  }

  private answered(reply: Promise<Reply>): void {
    reply.then(({ status }) => {
      if (status >= 400) {
        this.askAgain();
        return;
      }
      this.pause = PAUSE;
      this.asking = false;
      if (this.releases > 0) {
        this.releases--;
        this.ask();
      }
    }, () => this.askAgain());
  }

  private askAgain(): void {
    setTimeout(() => this.ask(), this.pause).unref();
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
  }
}
