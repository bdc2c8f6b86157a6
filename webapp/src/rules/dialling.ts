// Which numbers can be dialled, and what a phone dials of what a person wrote. Equal to recovery/safety/dialling.py.

const FEWEST_DIGITS = 2; // of an emergency number, such as 15 in France
const FEWEST_BESIDE_WORDS = 3;
const DIGITS_AND_SIGNS = /[+*#]?\p{Nd}[\p{Nd}\s().*#-]*/gu;
const EXTENSION = /\s[*#]/u;
// Of these numbers alone letters are dialled: 1-800-RECOVER. Seven signs follow; what is beyond them nobody need dial.
const TOLL_FREE = /(?<![0-9])((?:\+?1[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]?)([A-Z0-9](?:[-. ]?[A-Z0-9])*)/u;
const SIGNS = 7;
const KEYPAD = "22233344455566677778889999";

/** Whether a text holds a number that a phone can dial, or a code with * or # that a person can press. */
export function canBeDialled(number: string): boolean {
  return runs(number).length > 0;
}

/** What a phone dials: ASCII digits behind a plus or a star at most; empty where there is no number. */
export function dialled(number: string): string {
  return Array.from(spoken(number), (sign) => (/[+*]/u.test(sign) ? sign : /\p{Nd}/u.test(sign) ? digit(sign) : "")).join("");
}

/** The first number of a text as it is written, its letters as digits; a code with * or # inside is none. */
function spoken(number: string): string {
  const [, prefix = "", rest = ""] = TOLL_FREE.exec(number) ?? [];
  const signs = rest.replace(/[-. ]/gu, "").slice(0, SIGNS);
  if (signs.length === SIGNS && /[A-Z]/u.test(signs)) return prefix + signs.replace(/[A-Z]/gu, (letter) => KEYPAD[letter.charCodeAt(0) - 65] ?? "");
  const plain = runs(number).filter((run) => !run.includes("#") && !run.slice(1).includes("*"));
  return plain.find((run) => digits(run) >= FEWEST_BESIDE_WORDS) ?? plain[0] ?? "";
}

/** The runs of digits that are long enough for a number, as they are written, without an extension. */
function runs(number: string): string[] {
  const fewest = /\p{L}/u.test(number) ? FEWEST_BESIDE_WORDS : FEWEST_DIGITS;
  return Array.from(number.matchAll(DIGITS_AND_SIGNS), ([run]) => run.split(EXTENSION)[0] ?? "").filter((run) => digits(run) >= fewest);
}

function digits(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

/** A digit of any script as 0 to 9: each script has its ten in a row, and no row begins where another ends but by tens. */
function digit(sign: string): string {
  let [value, point] = [0, (sign.codePointAt(0) ?? 0) - 1];
  for (; /\p{Nd}/u.test(String.fromCodePoint(point)); point -= 1) value += 1;
  return String(value % 10);
}
