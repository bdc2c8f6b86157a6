// What to say after a craving that was just written down: the safety card, one line of it, or nothing.
//
// A text that comes again and again is not read any more, so the card is one line where it was read within the hour. What
// was read is told by the cravings that this device wrote. The card of a use is never shortened.

import limits from "../data/limits.json" with { type: "json" };
import { addDays } from "./calendar.ts";
import { lapseCard, readAlready, type Line } from "./safety_cards.ts";
import { instantOf, milliseconds } from "./clock.ts";
import type { Settings } from "./numbers.ts";
import { cravings, type Craving, type Day, type Row } from "./rows.ts";
import { classOf, guess, inUse, stoppingKills, trackedName } from "./substances.ts";

const HOUR = 3_600_000;

/** A craving after which the card was shown: when it was written down, how strong it was, of what class. */
export interface Warned {
  readonly at: string;
  readonly rating: number;
  readonly kind: string | null;
}

/** What to know about that substance, or about the first tracked one; with `used` it was used just now. */
export function card(rows: readonly Row[], substance: string | null, day: Day, settings: Settings, used = false): Line[] {
  const name = substance ?? trackedName(rows, null) ?? null;
  return lapseCard(classOf(rows, name), settings, used || inUse(rows, name, day));
}

/** The same where the journal cannot be read: by what a name says plainly, else every warning. */
export function unread(substance: string | null, settings: Settings, used = false): Line[] {
  const guessed = substance === null ? null : guess(substance);
  return lapseCard(guessed?.sure ? guessed.kind : null, settings, used);
}

/** What to say after a craving. `here` are the ids of cravings that this device wrote and that were never re-rated. */
export function afterCraving(rows: readonly Row[], craving: Craving, now: string, day: Day, here: readonly string[], settings: Settings): Line[] {
  if (craving.intensity < limits.warn_from || craving.outcome === "used" || isBackfilled(craving)) return [];
  const kind = classOf(rows, craving.substance);
  const since = milliseconds(now) - limits.looked_back_hours * HOUR;
  const first = addDays(instantOf(since).slice(0, 10), -1); // a lived day may begin on the day before, in UTC
  const before = cravings(rows).flatMap((other) => {
    const { written } = other;
    const counts = here.includes(other.id) && other.id !== craving.id && other.intensity >= limits.warn_from && !isBackfilled(other);
    if (!counts || written === null || milliseconds(written) < since || other.day < first) return [];
    return [{ at: written, rating: other.intensity, kind: classOf(rows, other.substance) }];
  });
  const mayBeNew = stoppingKills(kind) && inUse(rows, craving.substance, day);
  if (!mayBeNew && isRead(before, { at: now, rating: craving.intensity, kind })) return readAlready(kind);
  return card(rows, craving.substance, day, settings);
}

/** Whether it had passed for long when it was written down, or some time nobody knows. */
export function isBackfilled(craving: Craving): boolean {
  if (craving.outcome !== "passed") return false;
  if (craving.written === null) return true;
  const late = milliseconds(craving.written) - milliseconds(craving.at) > limits.stays_read_hours * HOUR;
  return craving.ended === craving.written && late;
}

/** Whether the whole card was shown within the hour before `now`, after one of its class as strong or stronger.
 *
 * A line in its place is not the card: it does not make the hour longer. `before` may come in any order. */
export function isRead(before: readonly Warned[], now: Warned): boolean {
  const earlier = before.filter((warned) => warned.kind === now.kind && warned.at <= now.at);
  earlier.sort((one, other) => milliseconds(one.at) - milliseconds(other.at) || one.rating - other.rating);
  let full: Warned | null = null;
  const read = (warned: Warned): boolean =>
    full !== null && milliseconds(warned.at) - milliseconds(full.at) <= limits.stays_read_hours * HOUR && warned.rating <= full.rating;
  for (const warned of earlier) if (!read(warned)) full = warned;
  return read(now);
}
