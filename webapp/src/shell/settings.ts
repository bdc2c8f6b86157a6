/** What holds for this device and says nothing of the journal. It lies in plain text, as the terminal's settings do. */

import { effect, signal, type Signal } from "@preact/signals";
import { countryOf } from "../rules/countries.ts";
import type { Settings as Numbers } from "../rules/numbers.ts";
import type { OwnNumbers } from "../rules/own_numbers.ts";

export type Theme = "by the hour" | "dark" | "light";
export type TextSize = 100 | 150 | 200;

/** What `sos` may show while the journal is locked: at most two steps and one number, as the terminal's card has them. */
export interface LockedCard {
  readonly steps: readonly string[];
  readonly name: string;
  readonly number: string;
}

interface Kept {
  readonly theme: Theme;
  readonly textSize: TextSize;
  readonly discreet: boolean;
  /** ISO 3166; null: not chosen, the clock's zone tells. */
  readonly country: string | null;
  /** ISO 639; `en` or one of the app's languages. */
  readonly language: string;
  readonly sound: boolean;
  readonly vibration: boolean;
  readonly lockMinutes: number;
  readonly card: LockedCard | null;
  readonly begun: boolean;
  /** What the journal says of the numbers of `sos`, which must be there without it. */
  readonly own: OwnNumbers;
}

const PLACE = "settings";
const USUAL: Kept = {
  theme: "by the hour", textSize: 100, discreet: false, country: null, language: "en", sound: false, vibration: false, lockMinutes: 5,
  card: null, begun: false, own: { lines: [], hidden_lines: [] },
};

/** A browser may refuse the storage, and anything may stand in it: neither may keep `sos` from being there. */
function read(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
    if (typeof found !== "object" || found === null) return USUAL;
    const known = Object.entries(found).filter(([name, value]) => name in USUAL && fits(name as keyof Kept, value));
    return { ...USUAL, ...Object.fromEntries(known) };
  } catch {
    return USUAL;
  }
}

function fits(name: keyof Kept, value: unknown): boolean {
  switch (name) {
    case "theme": return value === "by the hour" || value === "dark" || value === "light";
    case "textSize": return value === 100 || value === 150 || value === 200;
    case "country": return value === null || (typeof value === "string" && /^[A-Z]{2}$/u.test(value));
    case "language": return typeof value === "string" && /^[a-z]{2,3}$/u.test(value);
    case "lockMinutes": return typeof value === "number" && value >= 0 && value <= 120;
    case "own": return isOwn(value);
    case "card": return value === null || isCard(value);
    default: return typeof value === "boolean";
  }
}

function isCard(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { steps, name, number } = value as Record<string, unknown>;
  return Array.isArray(steps) && steps.length <= 2 && [...(steps as unknown[]), name, number].every((text) => typeof text === "string");
}

function isOwn(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { lines, hidden_lines: hidden } = value as Record<string, unknown>;
  if (!Array.isArray(lines) || !Array.isArray(hidden)) return false;
  const isLine = (line: unknown): boolean => typeof line === "object" && line !== null
    && ["name", "number", "for", "added_on"].every((name) => typeof (line as Record<string, unknown>)[name] === "string");
  return (lines as unknown[]).every(isLine) && (hidden as unknown[]).every((number) => typeof number === "string");
}

export const settings: Signal<Kept> = signal(read());

export function set(changed: Partial<Kept>): void {
  settings.value = { ...settings.value, ...changed };
}

let first = true;
effect(() => {
  const text = JSON.stringify(settings.value);
  if (first) {
    first = false;
    return;
  }
  try {
    localStorage.setItem(PLACE, text);
  } catch {
    // It holds until the app is closed; nothing that must last stands here.
  }
});

/** Which numbers are shown: the person's own, and those of the country that was chosen, else of the clock's zone. */
export function numbersOf(kept: Kept): Numbers {
  return { country: kept.country ?? countryOf(Intl.DateTimeFormat().resolvedOptions().timeZone), ...kept.own };
}
