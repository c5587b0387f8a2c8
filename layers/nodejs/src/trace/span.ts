import { AttributeBag, type Attributes } from './attributes';
import { exceptionAttributes } from './exception';
import { isSpanId, isTraceId } from './ids';
import type { SpanContext } from './span-context';
import { millisecondsOf, now, type TimeInput } from '../platform/clock';
import { messageOf, warnOnce } from '../platform/log';
import type { SpanLimits } from '../settings/limits';

/** Numbered as in the OpenTelemetry API; the wire formats count from one. */
export const SpanKind = { INTERNAL: 0, SERVER: 1, CLIENT: 2, PRODUCER: 3, CONSUMER: 4 } as const;
export const StatusCode = { UNSET: 0, OK: 1, ERROR: 2 } as const;

const KINDS: readonly unknown[] = Object.values(SpanKind);
const CODES: readonly unknown[] = Object.values(StatusCode);

export interface Scope {
  readonly name: string;
  readonly version?: string;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: number;
  readonly bag: AttributeBag;
}

export interface SpanLink {
  readonly context: SpanContext;
  readonly bag: AttributeBag;
}

export interface SpanStart {
  readonly name: string;
  readonly kind: number;
  readonly scope: Scope;
  readonly context: SpanContext;
  readonly parent?: SpanContext;
  readonly startTime?: TimeInput;
  readonly limits: SpanLimits;
  readonly onEnd: (span: Span) => void;
}

/** A recording span, as code that uses `@opentelemetry/api` sees it. No method throws, whatever it is given. */
export class Span {
  public name: string;
  public readonly kind: number;
  public readonly scope: Scope;
  public readonly parent?: SpanContext;
  public readonly startTime: number;
  public endTime = 0;
  public readonly events: SpanEvent[] = [];
  public readonly links: SpanLink[] = [];
  public droppedEvents = 0;
  public droppedLinks = 0;
  public readonly status: { code: number; message?: string } = { code: StatusCode.UNSET };
  private own?: AttributeBag;
  private waiting?: ((span: Span) => unknown)[];

  constructor(private readonly start: SpanStart) {
    this.name = String(start.name);
    this.kind = KINDS.includes(start.kind) ? start.kind : SpanKind.INTERNAL;
    this.scope = start.scope;
    this.parent = start.parent;
    this.startTime = millisecondsOf(start.startTime);
  }

  public get bag(): AttributeBag {
    const { limits } = this.start;
    this.own ??= new AttributeBag(limits.attributes, limits.valueLength);
    if (this.waiting) this.record(this.waiting, this.own);
    return this.own;
  }

  private record(waiting: ((span: Span) => unknown)[], bag: AttributeBag): void {
    this.waiting = undefined;
    for (let i = 0; i < waiting.length; i++) {
      try {
        bag.setAll(waiting[i](this));
      } catch (error) {
        warnOnce('recording attributes failed', messageOf(error));
      }
    }
  }

  public get attributes(): Attributes {
    return this.bag.values;
  }

  public spanContext(): SpanContext {
    return this.start.context;
  }

  public isRecording(): boolean {
    return this.endTime === 0;
  }

  /** Ours only: gives attributes, and does what else can wait until somebody looks into the span or it is about to leave: over HTTP after the response. */
  public later(attributes: (span: Span) => unknown): void {
    if (this.endTime === 0) (this.waiting ??= []).push(attributes);
  }

  /** Ours only: does what was put off, and lets go of the request or response that it was about. */
  public settle(): void {
    if (this.waiting) void this.bag;
  }

  /** What is called most does without a function for each call, which `change` needs. */
  public setAttribute(key: string, value: unknown): this {
    try {
      if (this.endTime === 0) this.bag.set(key, value);
    } catch {
      // A value that throws when read is left out.
    }
    return this;
  }

  public setAttributes(values: unknown): this {
    try {
      if (this.endTime === 0) this.bag.setAll(values);
    } catch {
      // As in `change`.
    }
    return this;
  }

  public addEvent(name: string, attributesOrTime?: unknown, time?: TimeInput): this {
    return this.change(() => {
      if (this.events.length >= this.start.limits.events) {
        this.droppedEvents++;
        return;
      }
      const isTime = typeof attributesOrTime === 'number' || attributesOrTime instanceof Date || Array.isArray(attributesOrTime);
      const bag = new AttributeBag(this.start.limits.attributesPerEvent, this.start.limits.valueLength);
      if (!isTime) bag.setAll(attributesOrTime);
      this.events.push({ name: String(name), time: millisecondsOf(isTime ? attributesOrTime as TimeInput : time), bag });
    });
  }

  public addLink(link: { context: SpanContext; attributes?: unknown }): this {
    return this.change(() => this.link(link));
  }

  /** Ours only: within `later`, where the span may have ended. */
  public link({ context, attributes }: { context: SpanContext; attributes?: unknown }): void {
    if (!isTraceId(context.traceId) || !isSpanId(context.spanId)) return;
    if (this.links.length >= this.start.limits.links) {
      this.droppedLinks++;
      return;
    }
    const bag = new AttributeBag(this.start.limits.attributesPerLink, this.start.limits.valueLength);
    bag.setAll(attributes);
    this.links.push({ context, bag });
  }

  public addLinks(links: { context: SpanContext; attributes?: unknown }[]): this {
    return this.change(() => links.forEach((link) => this.addLink(link)));
  }

  /** OK is final, and a status once set is not unset: the specification's order. */
  public setStatus(status: { code: number; message?: string }): this {
    return this.change(() => {
      if (this.status.code === StatusCode.OK || status.code === StatusCode.UNSET || !CODES.includes(status.code)) return;
      this.status.code = status.code;
      this.status.message = status.code === StatusCode.ERROR && status.message !== undefined
        ? String(status.message).slice(0, this.start.limits.valueLength) : undefined;
    });
  }

  public updateName(name: string): this {
    return this.change(() => { this.name = String(name); });
  }

  public recordException(exception: unknown, time?: TimeInput): void {
    this.change(() => this.addEvent('exception', exceptionAttributes(exception), time));
  }

  public end(time?: TimeInput): void {
    try {
      if (this.endTime !== 0) return;
      this.endTime = Math.max(this.startTime, time === undefined ? now() : millisecondsOf(time));
      this.start.onEnd(this);
    } catch {
      // As in `change`.
    }
  }

  private change(apply: () => void): this {
    try {
      if (this.endTime === 0) apply();
    } catch {
      // A value that throws when read is left out.
    }
    return this;
  }
}

/** Carries an identity on without recording: an unsampled span, or a parent from elsewhere. */
export class UnrecordedSpan {
  constructor(private readonly context: SpanContext) {}
  public spanContext(): SpanContext { return this.context; }
  public isRecording(): boolean { return false; }
  public setAttribute(_key: string, _value: unknown): this { return this; }
  public setAttributes(_values: unknown): this { return this; }
  public later(_attributes: (span: Span) => unknown): void { /* nothing is recorded */ }
  public addEvent(): this { return this; }
  public addLink(): this { return this; }
  public addLinks(): this { return this; }
  public setStatus(): this { return this; }
  public updateName(): this { return this; }
  public recordException(): void { /* nothing is recorded */ }
  public end(): void { /* nothing is recorded */ }
}
