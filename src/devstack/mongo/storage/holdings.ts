import type { Holder } from './write-conflict';

/** The records and keys that one transaction holds, in the maps that name their owners. */
export class Holdings {
  /** Two lists and no function for each: a batch holds thousands, and they outlive the young generation. */
  private readonly maps: Map<unknown, Holder>[] = [];
  private readonly keys: unknown[] = [];

  constructor(private readonly holder: Holder) {}

  /** Nobody else may write what the key stands for, until the end. */
  take<K>(owners: Map<K, Holder>, key: K): void {
    owners.set(key, this.holder);
    this.maps.push(owners);
    this.keys.push(key);
  }

  /** Gives everything back. */
  release(): void {
    for (let at = 0; at < this.maps.length; at++) this.maps[at]?.delete(this.keys[at]);
    this.maps.length = 0;
    this.keys.length = 0;
  }
}
