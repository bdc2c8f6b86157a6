// Rounding as Python does it, apart from all words: the comparing worker needs no sentence.

/** A whole number, a tie to the even one, as Python rounds; JavaScript takes the upper one. */
export function rounded(value: number): number {
  const low = Math.floor(value);
  const over = value - low;
  if (over === 0.5) return low % 2 === 0 ? low : low + 1;
  return over < 0.5 ? low : low + 1;
}
