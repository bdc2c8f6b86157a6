// The order of text as Python has it, without what `names.ts` brings along: the first scripts need it.

/** The order of code points, as Python compares text; JavaScript compares UTF-16 units. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  const first = [...one];
  const second = [...other];
  for (let place = 0; place < Math.min(first.length, second.length); place += 1) {
    const difference = (first[place]?.codePointAt(0) ?? 0) - (second[place]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}
