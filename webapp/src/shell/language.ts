/** Languages beside English: a file of the app each, kept on this device once it is chosen, so that it is there at once and
 * without a network. It takes hold when the page is loaded anew. */

import { language } from "../rules/sentences.ts";
import { came } from "./invitation.ts";
import { set, settings } from "./settings.ts";

const PLACE = "language"; // where boot.ts reads it

/** Each language by its own name. */
export const CHOICES: readonly (readonly [string, string])[] = [["en", "English"], ...Object.entries(LANGUAGES).map(([code, { name }]) => [code, name] as const)];

async function bring(code: string): Promise<void> {
  const response = await fetch(`language-${code}.json`);
  if (!response.ok) throw new Error("the language is not there");
  localStorage.setItem(PLACE, `${LANGUAGES[code]?.version ?? ""}\n${await response.text()}`);
}

/** Speak that language from now on; says whether that can be done. */
export async function choose(code: string): Promise<boolean> {
  if (code === settings.peek().language && code === language) return true;
  try {
    if (code !== "en") await bring(code);
  } catch {
    return false; // no network at the first time, or no storage
  }
  set({ language: code });
  if (came.peek() !== null) history.replaceState(history.state, "", came.peek()); // an invitation that waits is opened anew with it
  location.reload();
  return true;
}

/** After a new version of the app the language's file may be another one: it is there at the next start. */
export async function keepCurrent(): Promise<void> {
  const code = settings.peek().language;
  const version = LANGUAGES[code]?.version;
  if (version === undefined) return;
  try {
    if (localStorage.getItem(PLACE)?.startsWith(`${version}\n`) !== true) await bring(code);
  } catch {
    // what is kept goes on; the next start tries again
  }
}
