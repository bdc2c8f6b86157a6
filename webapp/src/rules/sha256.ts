// SHA-256 (FIPS 180-4) of a short text, at once: what the browser has answers later, and rules do not wait.

const SIZE = 64;

function fractions(): { readonly roots: readonly number[]; readonly initial: readonly number[] } {
  const [roots, initial]: [number[], number[]] = [[], []];
  for (let number = 2; roots.length < SIZE; number += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) isPrime = false;
    if (!isPrime) continue;
    if (initial.length < 8) initial.push(fraction(number ** (1 / 2)));
    roots.push(fraction(number ** (1 / 3)));
  }
  return { roots, initial };
}

/** The first 32 bits of what stands behind the point. */
function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

const { roots: ROOTS, initial: INITIAL } = fractions();

/** The digest as eight numbers of 32 bits, each 0 or more. */
export function sha256(text: string): number[] {
  const words = padded(new TextEncoder().encode(text));
  const state = [...INITIAL];
  for (let start = 0; start < words.length; start += 16) block(state, words.slice(start, start + 16));
  return state.map((word) => word >>> 0);
}

function padded(bytes: Uint8Array): number[] {
  const words = new Array<number>((((bytes.length + 8) >> 6) + 1) * 16).fill(0);
  const put = (place: number, byte: number): void => void (words[place >> 2] = (words[place >> 2] ?? 0) | (byte << (24 - 8 * (place % 4))));
  bytes.forEach((byte, place) => put(place, byte));
  put(bytes.length, 0x80);
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function block(state: number[], words: number[]): void {
  const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  for (let place = 16; place < SIZE; place += 1) {
    const [early, late] = [words[place - 15] ?? 0, words[place - 2] ?? 0];
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[place] = ((words[place - 16] ?? 0) + first + (words[place - 7] ?? 0) + second) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let place = 0; place < SIZE; place += 1) {
    const mixed = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
    const one = (h + mixed + (ROOTS[place] ?? 0) + (words[place] ?? 0)) | 0;
    const other = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + other) | 0];
  }
  for (const [place, word] of [a, b, c, d, e, f, g, h].entries()) state[place] = ((state[place] ?? 0) + word) | 0;
}
