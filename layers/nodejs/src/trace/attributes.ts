export type AttributeValue = string | number | boolean | (string | number | boolean | null | undefined)[];
export type Attributes = Record<string, AttributeValue>;

/** Attributes of a span, event or link, bounded in number and in the length of each value. */
export class AttributeBag {
  /** Without a prototype: a key may be any word, `__proto__` too. */
  public readonly values: Attributes = Object.create(null) as Attributes;
  public dropped = 0;
  private count = 0;

  constructor(private readonly maximum: number, private readonly valueLength: number) {}

  public set(key: string, value: unknown): void {
    if (typeof key !== 'string' || key === '') return;
    const kept = typeof value === 'string' && value.length <= this.valueLength ? value : this.kept(value);
    if (kept === undefined) return;
    if (!(key in this.values)) {
      if (this.count >= this.maximum) {
        this.dropped++;
        return;
      }
      this.count++;
    }
    this.values[key] = kept;
  }

  /** One value that throws when read costs that value, not the others. */
  public setAll(values: unknown): void {
    if (typeof values !== 'object' || values === null) return;
    // By number, here and wherever each call comes along: an iterator is slow in code that is not optimized yet, and makes an object a step.
    const keys = Object.keys(values);
    for (let i = 0; i < keys.length; i++) {
      try {
        this.set(keys[i], (values as Record<string, unknown>)[keys[i]]);
      } catch {
        this.dropped++;
      }
    }
  }

  private kept(value: unknown): AttributeValue | undefined {
    if (typeof value === 'string') return value.length > this.valueLength ? value.slice(0, this.valueLength) : value;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (!Array.isArray(value)) return undefined;
    // Not `map`, which leaves out what is missing.
    return Array.from(value.slice(0, this.maximum), (item: unknown) => {
      if (typeof item === 'string') return item.slice(0, this.valueLength);
      return typeof item === 'number' || typeof item === 'boolean' ? item : null;
    });
  }
}
