// The numbers to call: those of the country, the person's own, and the ones that stand first for what is the matter.
// They need no journal: what the person set about them is handed in.

import safety from "../data/safety.json" with { type: "json" };
import { canBeDialled, dialled } from "./dialling.ts";
import { said, t } from "./sentences.ts";

export interface CrisisLine {
  readonly name: string;
  readonly number: string;
  readonly for: string;
  /** ISO 3166, `EU` for the Union. */
  readonly country: string;
  readonly verified_on: string;
  readonly source: string;
  /** emergency, suicide, use (stays on the line while somebody uses), help; of a person's own `person`. */
  readonly serves: string;
}

/** What the person said: the country, on this device; lines of their own and the numbers of lines that are not shown, on all. */
export interface Settings {
  readonly country: string | null;
  readonly lines?: readonly { readonly name: string; readonly number: string; readonly for: string; readonly added_on: string }[];
  readonly hidden_lines?: readonly string[];
}

const LINES: readonly CrisisLine[] = safety.lines;
const EMERGENCY = "emergency";

function ofCountry(country: string | null): CrisisLine[] {
  if (country === null) {
    return LINES.filter((line) => safety.anywhere.includes(line.country) && (line.country === "US" || line.serves === EMERGENCY));
  }
  const places = safety.eu.includes(country) ? [country, "EU"] : [country];
  const lines = LINES.filter((line) => places.includes(line.country));
  return [...lines.filter((line) => line.serves === EMERGENCY), ...lines.filter((line) => line.serves !== EMERGENCY)];
}

/** The lines to show: the person's own first, then those of the country; the best known where it is unknown. Own ones that
 * nobody can dial, which an older program or another device may hand on, come last. */
export function crisisLines(settings: Settings): CrisisLine[] {
  const own = (settings.lines ?? []).map(({ added_on, ...line }) => ({
    ...line,
    country: settings.country ?? "",
    verified_on: added_on,
    source: t(safety.own),
    serves: "person",
  }));
  const notAgain = [...(settings.hidden_lines ?? []), ...own.map(({ number }) => number)];
  const known = ofCountry(settings.country).filter((line) => !notAgain.includes(line.number));
  const [called, rest] = [true, false].map((can) => own.filter(({ number }) => canBeDialled(number) === can));
  return [...(called ?? []), ...known, ...(rest ?? [])];
}

/** Who to call with thoughts of suicide: the country's line first, the person's own, the emergency number last. */
export function suicideLines(settings: Settings): CrisisLine[] {
  const lines = crisisLines(settings);
  return ["suicide", "person", EMERGENCY].flatMap((serves) => lines.filter((line) => line.serves === serves));
}

/** The first line with thoughts of suicide, if there is one. */
export function suicideLine(settings: Settings): CrisisLine | null {
  return crisisLines(settings).find((line) => line.serves === "suicide") ?? null;
}

/** The name of a line, with its country where nobody knows which holds: three of them are called Emergency. */
export function called(line: CrisisLine, settings: Settings): string {
  return settings.country !== null || line.country === "" ? t(line.name) : `${t(line.name)} (${line.country})`;
}

/** The emergency number of the country; null where nobody knows it. */
export function emergencyNumber(settings: Settings): string | null {
  if (settings.country === null) return null;
  return ofCountry(settings.country).find((line) => line.serves === EMERGENCY)?.number ?? null;
}

/** Whom to call, as it stands in a sentence: the number, else what to call it by. */
export function emergency(settings: Settings): string {
  const number = emergencyNumber(settings);
  if (number !== null) return number;
  if (settings.country !== null) return t(said.local_emergency);
  return t(said.emergency_of, { numbers: emergencyAnywhere() });
}

/** The same where there is little room, after the word call. */
export function emergencyShort(settings: Settings, form = "{number} {place}"): string {
  const number = emergencyNumber(settings);
  if (number !== null) return number;
  return settings.country === null ? emergencyAnywhere(form) : t(said.local_emergency);
}

/** The emergency numbers of the best known places: `911 US, 112 EU, 999 UK`. */
export function emergencyAnywhere(form = "{number} {place}"): string {
  const lines = LINES.filter((line) => safety.anywhere.includes(line.country) && line.serves === EMERGENCY);
  return lines.map((line) => t(form, { number: line.number, place: line.country === "GB" ? "UK" : line.country })).join(", ");
}

/** Who stays on the line while somebody uses, name and number, if there is one; its country where that is unsure. */
export function staysOnTheLine(settings: Settings): string | null {
  const line = crisisLines(settings).find((other) => other.serves === "use");
  if (line === undefined) return null;
  const told = `${line.name} ${line.number}`;
  return settings.country === null ? t(said.in_the_us, { line: told }) : told;
}

/** The link that calls a number, or that opens a message to it (`text HOME to 741741`); null where there is none to dial. */
export function link(number: string): string | null {
  const digits = dialled(number);
  if (digits === "") return null;
  const message = /^text (\S+) to /u.exec(number);
  return message ? `sms:${digits}?&body=${encodeURIComponent(message[1] ?? "")}` : `tel:${digits}`;
}
