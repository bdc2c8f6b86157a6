// The tables in IndexedDB. A write is there when its transaction is complete, with strict durability; nothing waits for
// anything else inside of one, since a transaction ends by itself. Without `idb`: what is asked is seven small things.

import { Failure } from "./journal.ts";
import { TABLES, tableOf } from "./tables.ts";
import type { Stored, Table, Tables, Write } from "./tables.ts";

const VERSION = 1;
const BLOCKED_MS = 10_000;

/** Throws `Failure("storage")` where the browser gives none, as in some private windows. */
export async function openIndexed(name = "recovery"): Promise<IndexedTables> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const table of TABLES) request.result.createObjectStore(table);
  };
  return new IndexedTables(name, await answered(request));
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failed(request.error));
    // Another tab still has it open: it is asked to let go, and does so unless it is frozen.
    const blocked = () => setTimeout(() => reject(new Failure("storage")), BLOCKED_MS);
    if (request instanceof IDBOpenDBRequest) request.onblocked = blocked;
  });
}

function failed(error: DOMException | null): Failure {
  return new Failure(error?.name === "QuotaExceededError" ? "quota" : "storage");
}

export class IndexedTables implements Tables {
  private readonly name: string;
  private readonly database: IDBDatabase;
  private readonly channel: BroadcastChannel;

  constructor(name: string, database: IDBDatabase) {
    this.name = name;
    this.database = database;
    this.channel = new BroadcastChannel(name);
    // A newer version of the app in another tab waits for this connection: it lets go, and the next question fails.
    database.onversionchange = () => database.close();
  }

  get<T extends Table>(table: T, key: string): Promise<Stored[T] | undefined> {
    return answered<Stored[T] | undefined>(this.reading(table).get(key));
  }

  async many<T extends Table>(table: T, keys: readonly string[]): Promise<readonly (Stored[T] | undefined)[]> {
    if (!keys.length) return [];
    const store = this.reading(table);
    return Promise.all(keys.map((key) => answered<Stored[T] | undefined>(store.get(key))));
  }

  page<T extends Table>(
    table: T, beyond: string | null, limit: number, backwards = false,
  ): Promise<readonly (readonly [string, Stored[T]])[]> {
    const range = beyond === null ? null : backwards ? IDBKeyRange.upperBound(beyond, true) : IDBKeyRange.lowerBound(beyond, true);
    const request = this.reading(table).openCursor(range, backwards ? "prev" : "next");
    const rows: [string, Stored[T]][] = [];
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(failed(request.error));
      request.onsuccess = () => {
        const cursor = request.result;
        if (cursor) rows.push([String(cursor.key), cursor.value as Stored[T]]);
        if (!cursor || rows.length === limit) resolve(rows);
        else cursor.continue();
      };
    });
  }

  count(table: Table): Promise<number> {
    return answered(this.reading(table).count());
  }

  commit(writes: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.begun([...new Set(writes.map(tableOf))], "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failed(transaction.error));
      for (const write of writes) {
        if ("put" in write) transaction.objectStore(write.put).put(write.value, write.key);
        else if ("remove" in write) transaction.objectStore(write.remove).delete(write.key);
        else transaction.objectStore(write.clear).clear();
      }
      transaction.commit();
    });
  }

  async alone<T>(name: "journal" | "sync", wait: boolean, work: () => Promise<T>): Promise<T | null> {
    const granted = (lock: Lock | null): Promise<T> | null => (lock ? work() : null);
    return (await navigator.locks.request(`${this.name} ${name}`, { ifAvailable: !wait }, granted)) as T | null;
  }

  tell(): void {
    this.channel.postMessage(null);
  }

  heard(listener: () => void): void {
    this.channel.onmessage = () => listener();
  }

  async erase(): Promise<void> {
    this.close();
    await answered(indexedDB.deleteDatabase(this.name));
  }

  close(): void {
    this.channel.close();
    this.database.close();
  }

  private reading(table: Table): IDBObjectStore {
    return this.begun([table], "readonly").objectStore(table);
  }

  private begun(tables: readonly Table[], mode: IDBTransactionMode): IDBTransaction {
    try {
      return this.database.transaction(tables, mode, { durability: "strict" });
    } catch {
      throw new Failure("storage");
    }
  }
}
