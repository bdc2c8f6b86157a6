// The course of an urge that is surfed: when to rate it, and how full a breath is. `recovery/journal/wave.py`, here.

import limits from "../data/limits.json" with { type: "json" };
import { milliseconds } from "./clock.ts";
import { once } from "./names.ts";
import { list, type Row } from "./rows.ts";
import { said, t } from "./sentences.ts";
import { craving, names, toSurf, type Edit, type Present } from "./writing.ts";

export const EVERY_MINUTES = 5;
export const IN_SECONDS = 4;
export const OUT_SECONDS = 6;
const BREATH = IN_SECONDS + OUT_SECONDS;
const LINES = [[said.breathe_in, said.let_go], [said.breathe_in, said.let_go], [said.feel_where, said.it_rises]] as const;

/** A minute from the start, and a rating 0-10. */
export type Rated = readonly [minute: number, rating: number];

/** The minutes at which to rate: 0, every 5, and the end. */
export function marks(minutes: number): number[] {
  const before = Array.from({ length: Math.ceil(minutes / EVERY_MINUTES) }, (_, place) => place * EVERY_MINUTES);
  return [...before, minutes];
}

/** Whether a rating is due: a mark was reached since `asked`, the minute of the last rating that was given or left out. */
export function due(minutes: number, seconds: number, asked: number): boolean {
  return marks(minutes).some((mark) => mark * 60 <= seconds && mark > asked);
}

/** The ratings with one more, at the minute it was given; two in one minute are one, the later. */
export function rate(ratings: readonly Rated[], seconds: number, rating: number): Rated[] {
  const minute = Math.floor(seconds / 60);
  return [...ratings.filter(([other]) => other !== minute), [minute, rating]];
}

/** `7 at the start, 6 after 5 min, 3 after 10 min`. */
export function course(ratings: readonly Rated[]): string {
  return ratings.map(([minute, rating]) => (minute === 0 ? t(said.at_the_start, { rating }) : t(said.rated_after, { rating, minute }))).join(", ");
}

/** What to do in this second and how full the breath is, 0 to 1: in for four seconds, out for six. */
export function breath(seconds: number): { readonly line: string; readonly full: number; readonly inhaling: boolean } {
  const number = Math.floor(seconds / BREATH);
  const inside = seconds - number * BREATH;
  const inhaling = inside < IN_SECONDS;
  const lines = LINES[number % LINES.length] ?? LINES[0];
  return { line: lines[inhaling ? 0 : 1], full: inhaling ? inside / IN_SECONDS : (BREATH - inside) / OUT_SECONDS, inhaling };
}

/** A ride that is kept: the craving that is surfed, with what it was rated so far; the last is this ride's first rating. */
export interface Ride {
  readonly id: string;
  readonly ratings: readonly Rated[];
  readonly edits: readonly Edit[];
}

/** Begin a ride: on the craving that is open since three hours at most, after its ratings of a ride before, or on a new one. */
export function surfed(present: Present, rating: number): Ride {
  const open = toSurf(present, null);
  const row = present.rows.find((held) => held.kind === "craving" && held["id"] === open?.id);
  if (open === null || row === undefined) {
    const edits = craving(present, { intensity: rating, coping: [limits.urge_surfing] });
    const id = edits.flatMap((edit) => ("put" in edit && edit.put.kind === "craving" ? [String(edit.put["id"])] : []))[0] ?? "";
    return { id, ratings: [[0, rating]], edits: [...edits, { put: { kind: "craving", id, ratings: JSON.stringify([[0, rating]]) } }] };
  }
  const before = ratingsOf(row);
  const last = before.at(-1);
  const since = Math.max(0, Math.floor((milliseconds(present.now) - milliseconds(open.at)) / 60_000));
  const ratings: Rated[] = [...before, [last === undefined ? 0 : Math.max(since, last[0] + 1), rating]];
  const coping = names(once([...list(row, "coping"), limits.urge_surfing]));
  return { id: open.id, ratings, edits: [{ put: { kind: "craving", id: open.id, ratings: JSON.stringify(ratings), intensity_after: rating, coping } }] };
}

/** All ratings of the craving, with those that this ride has by now. */
export function kept(ride: Ride, ratings: readonly Rated[]): Rated[] {
  const start = ride.ratings.at(-1)?.[0] ?? 0;
  return [...ride.ratings.slice(0, -1), ...ratings.map(([minute, rating]): Rated => [start + minute, rating])];
}

function ratingsOf(row: Row): Rated[] {
  const text = row["ratings"];
  const found: unknown = typeof text === "string" ? JSON.parse(text) : [];
  return Array.isArray(found) ? (found as Rated[]) : [];
}
