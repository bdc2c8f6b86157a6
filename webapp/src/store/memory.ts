// The tables in memory: for tests in Node, and as the measure of what IndexedDB has to do.

import { Failure } from "./journal.ts";
import { TABLES, tableOf } from "./tables.ts";
import type { Stored, Table, Tables, Write } from "./tables.ts";

export class MemoryTables implements Tables {
  private content = new Map<Table, Map<string, unknown>>(TABLES.map((table) => [table, new Map()]));
  private readonly waiting = new Map<string, Promise<unknown>>();
  private readonly listeners = new Set<() => void>();
  /** Called before each commit; what it throws is what the disk would say. A test sets it. */
  fault: () => void = () => undefined;

  async get<T extends Table>(table: T, key: string): Promise<Stored[T] | undefined> {
    return (await this.many(table, [key]))[0];
  }

  async many<T extends Table>(table: T, keys: readonly string[]): Promise<readonly (Stored[T] | undefined)[]> {
    const rows = this.table(table);
    return keys.map((key) => structuredClone(rows.get(key)));
  }

  async page<T extends Table>(
    table: T, beyond: string | null, limit: number, backwards = false,
  ): Promise<readonly (readonly [string, Stored[T]])[]> {
    const rows = this.table(table);
    const keys = [...rows.keys()].sort();
    if (backwards) keys.reverse();
    const left = keys.filter((key) => beyond === null || (backwards ? key < beyond : key > beyond)).slice(0, limit);
    return left.map((key) => [key, structuredClone(rows.get(key) as Stored[T])]);
  }

  async count(table: Table): Promise<number> {
    return this.table(table).size;
  }

  async commit(writes: readonly Write[]): Promise<void> {
    this.fault();
    const next = new Map(this.content);
    for (const table of new Set(writes.map(tableOf))) next.set(table, new Map(this.content.get(table)));
    for (const write of writes) {
      if ("put" in write) next.get(write.put)?.set(write.key, structuredClone(write.value));
      else if ("remove" in write) next.get(write.remove)?.delete(write.key);
      else next.get(write.clear)?.clear();
    }
    this.content = next;
  }

  async alone<T>(name: "journal" | "sync", wait: boolean, work: () => Promise<T>): Promise<T | null> {
    const before = this.waiting.get(name);
    if (before && !wait) return null;
    const own = (async () => {
      await before?.catch(() => undefined);
      return work();
    })();
    const kept = own.catch(() => undefined).finally(() => {
      if (this.waiting.get(name) === kept) this.waiting.delete(name);
    });
    this.waiting.set(name, kept);
    return own;
  }

  tell(): void {
    // One tab only.
  }

  heard(listener: () => void): void {
    this.listeners.add(listener);
  }

  async erase(): Promise<void> {
    for (const rows of this.content.values()) rows.clear();
  }

  close(): void {
    this.listeners.clear();
  }

  /** Every byte that is kept, for a test that searches it. */
  bytes(): readonly Uint8Array[] {
    const found: Uint8Array[] = [];
    const walk = (value: unknown): void => {
      if (value instanceof Uint8Array) found.push(value);
      else if (typeof value === "string") found.push(new TextEncoder().encode(value));
      else if (value instanceof Map) for (const pair of value) walk(pair);
      else if (typeof value === "object" && value !== null && !(value instanceof CryptoKey)) Object.values(value).forEach((one) => walk(one));
    };
    walk(this.content);
    return found;
  }

  private table<T extends Table>(table: T): Map<string, Stored[T]> {
    const rows = this.content.get(table);
    if (!rows) throw new Failure("storage");
    return rows as Map<string, Stored[T]>;
  }
}
