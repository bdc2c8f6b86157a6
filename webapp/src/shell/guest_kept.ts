/** Where things are kept in this browser: a journal, and what the page of the circle has. Each is sealed under keys of its own. */

import { openIndexed } from "../store/indexed.ts";

export const JOURNAL = "recovery";
export const STORE = "circle";

/** Whether a store of that name has anything, without making one. */
export async function isKept(name: string): Promise<boolean> {
  try {
    if (!(await indexedDB.databases()).some((one) => one.name === name)) return false;
  } catch {
    // a browser that does not tell which there are
  }
  try {
    const tables = await openIndexed(name);
    const vault = await tables.get("meta", "vault");
    tables.close();
    return vault !== undefined;
  } catch {
    return false; // no storage here, as in a private window: then nothing is kept
  }
}
