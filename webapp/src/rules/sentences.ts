// Sentences: `t` fills one in, `tn` chooses by a number. The catalogue of a translator holds those of the terminal
// (`said`, from data/sentences.json) and what stands between the brackets of `t` and `tn` in the app.

import said from "../data/sentences.json" with { type: "json" };

export { said };

export type Values = Readonly<Record<string, string | number>>;

/** One sentence; `{name}` in it is filled from `values`, `{name:,}` with commas between thousands, `{name:g}` as a number is,
 * `{name:02}` with two digits. */
export function t(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)(:[,g]|:02)?\}/gu, (_, name: string, form: string | undefined) => {
    const value = values[name] ?? "";
    if (form === ":,") return thousands(Number(value));
    return form === ":02" ? String(value).padStart(2, "0") : String(value);
  });
}

/** A sentence about a number of things: `one` where `count` is 1, `many` otherwise; both may name `{count}`. */
export function tn(one: string, many: string, count: number, values: Values = {}): string {
  return t(count === 1 ? one : many, { count, ...values });
}

/** A whole number with commas: `1,234`. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}
