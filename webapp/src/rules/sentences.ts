// Sentences: `t` fills one in, `tn` chooses by a number. The catalogue of a translator holds those of the terminal
// (`said`, from data/sentences.json) and what stands between the brackets of `t` and `tn` in the app.
//
// English is what stands in the code. Another language is there before any module runs, put there by the page's first
// script (shell/boot.ts) or by who runs the rules elsewhere; a sentence that it lacks stays English.

import english from "../data/sentences.json" with { type: "json" };

export type Values = Readonly<Record<string, string | number>>;

/** A language: each sentence in it, in all plural forms; `forms` says which form goes with a number, for those below 100
 * and for the last two digits of all others. `read`: whether somebody who treats people in it has read its safety text. */
interface Spoken {
  readonly code: string;
  readonly read: boolean;
  readonly forms: string;
  readonly sentences: Readonly<Record<string, unknown>>;
}

const spoken = (globalThis as { readonly SPOKEN?: Spoken }).SPOKEN ?? null;

/** The code of the language that is spoken: `en`, `es`. */
export const language = spoken?.code ?? "en";

let muted = false;

/** What is made for other people is English, whatever the language (as `export` in the terminal): `work` must not wait. */
export function inEnglish<Made>(work: () => Made): Made {
  muted = true;
  try {
    return work();
  } finally {
    muted = false;
  }
}

function translation(sentence: string, form: number): string {
  const other = muted ? undefined : spoken?.sentences[sentence];
  const chosen: unknown = Array.isArray(other) ? other[form] : other;
  return typeof chosen === "string" ? chosen : sentence;
}

/** One sentence; `{name}` in it is filled from `values`, `{name:,}` with commas between thousands, `{name:g}` as a number is,
 * `{name:02}` with two digits. */
export function t(sentence: string, values: Values = {}): string {
  return filled(translation(sentence, 0), values);
}

/** A sentence about a number of things: `one` where `count` is 1, `many` otherwise; both may name `{count}`. */
export function tn(one: string, many: string, count: number, values: Values = {}): string {
  const form = Number(spoken?.forms[count < 100 ? count : 100 + (count % 100)] ?? 0);
  const other = translation(one, form);
  return filled(other === one && count !== 1 ? many : other, { count, ...values });
}

function filled(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)(:[,g]|:02)?\}/gu, (_, name: string, form: string | undefined) => {
    const value = values[name] ?? "";
    if (form === ":,") return thousands(Number(value));
    return form === ":02" ? String(value).padStart(2, "0") : String(value);
  });
}

/** The sentences of a data file, each in the language when it is read; what has a form for one and for many stays for
 * `tn`. In English that is the file itself. */
export function translated<Told>(told: Told): Told {
  if (spoken === null || typeof told !== "object" || told === null || "many" in told) return told;
  const live: object = Array.isArray(told) ? [] : {};
  for (const [key, inner] of Object.entries(told) as readonly (readonly [string, unknown])[]) {
    const deeper = translated(inner);
    Object.defineProperty(live, key, { enumerable: true, get: () => (typeof inner === "string" ? translation(inner, 0) : deeper) });
  }
  return live as Told;
}

export const said = translated(english);

/** What stands below safety text in a language in which nobody who treats people has read it yet; else empty. */
export function notReadYet(): string {
  return spoken === null || spoken.read ? "" : t("Translated text: no clinician whose first language this is has read it yet.");
}

/** A whole number with commas: `1,234`. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}
