// Where items stand in their section: rising numbers, of which a move changes as few as can be, since two people may move
// items at once.
// Equal to parts of recovery/plans/plan.py.

import planning from "../data/planning.json" with { type: "json" };

export const SPACING: number = planning.spacing;

/** Rising positions for a row of items, as many as possible as they were; null is an item that is new there. */
export function placed(positions: readonly (number | null)[]): number[] {
  const kept = longestRising(positions);
  const following: ({ readonly place: number; readonly position: number } | null)[] = positions.map(() => null);
  for (let place = positions.length - 2; place >= 0; place -= 1) {
    const next = place + 1;
    following[place] = kept.has(next) ? { place: next, position: positions[next] ?? 0 } : (following[next] ?? null);
  }
  const result: number[] = [];
  for (const [place, position] of positions.entries()) {
    const low = result.at(-1) ?? 0;
    const ahead = following[place] ?? null;
    if (kept.has(place) && position !== null) result.push(position);
    else if (ahead === null) result.push(low + SPACING);
    else {
      const room = ahead.position - low;
      const steps = ahead.place - place + 1;
      const between = (room - (((room % steps) + steps) % steps)) / steps; // rounded down, exactly
      if (between === 0) return positions.map((_, number) => SPACING * (number + 1));
      result.push(low + between);
    }
  }
  return result;
}

/** Which of the numbers to keep so that those kept rise, and are as many as can be. */
function longestRising(positions: readonly (number | null)[]): ReadonlySet<number> {
  const tails: number[] = [];
  const ends: number[] = [];
  const before = new Map<number, number | null>();
  for (const [place, position] of positions.entries()) {
    if (position === null) continue;
    const later = tails.findIndex((tail) => tail >= position);
    const at = later === -1 ? tails.length : later;
    before.set(place, at > 0 ? (ends[at - 1] ?? null) : null);
    [tails[at], ends[at]] = [position, place];
  }
  const kept = new Set<number>();
  for (let last = ends.at(-1) ?? null; last !== null; last = before.get(last) ?? null) kept.add(last);
  return kept;
}
