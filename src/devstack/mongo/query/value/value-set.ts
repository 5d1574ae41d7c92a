import type { Value } from '../../bson-types';
import type { StringOrder } from './collation';
import { equalWith } from './compare';
import { valueKey } from './key';

/** A map whose keys are equal when `compareValues` says so. Keeps the first of equal keys and the order of arrival. */
export class ValueMap<Item> {
  private readonly byKey = new Map<string, { key: Value; item: Item }>();
  private readonly unkeyed: { key: Value; item: Item }[] = [];
  private readonly all: { key: Value; item: Item }[] = [];

  constructor(private readonly strings: StringOrder | undefined) {}

  get size(): number {
    return this.all.length;
  }

  get entries(): readonly { readonly key: Value; readonly item: Item }[] {
    return this.all;
  }

  get(key: Value): Item | undefined {
    const text = valueKey(key, this.strings);
    if (text !== undefined) return this.byKey.get(text)?.item;
    return this.unkeyed.find((entry) => equalWith(entry.key, key, this.strings))?.item;
  }

  /** Adds an entry; the caller has made sure that there is none with an equal key. */
  add(key: Value, item: Item): void {
    const entry = { key, item };
    const text = valueKey(key, this.strings);
    if (text !== undefined) this.byKey.set(text, entry);
    else this.unkeyed.push(entry);
    this.all.push(entry);
  }
}

/** A set of values that are different to `compareValues`. */
export class ValueSet {
  private readonly map: ValueMap<true>;

  constructor(strings: StringOrder | undefined) {
    this.map = new ValueMap(strings);
  }

  get size(): number {
    return this.map.size;
  }

  get values(): Value[] {
    return this.map.entries.map((entry) => entry.key);
  }

  has(value: Value): boolean {
    return this.map.get(value) === true;
  }

  /** Returns false when an equal value was there already. */
  add(value: Value): boolean {
    if (this.has(value)) return false;
    this.map.add(value, true);
    return true;
  }
}
