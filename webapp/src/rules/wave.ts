// The course of an urge that is surfed: when to rate it, and how full a breath is. `recovery/journal/wave.py`, here.

import { said, t } from "./sentences.ts";

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
