// What a check-in writes: a day has one, and a use that it tells of brings its lapse. The functions are those of
// recovery/journal/writing.py, as in writing.ts.

import { timeOn } from "./clock.ts";
import { alike } from "./names.ts";
import * as read from "./rows.ts";
import type { Day, Row, Value } from "./rows.ts";
import { joined, trackedOn, useOf, type Use } from "./use.ts";
import { bit, ends, names, profileOf, rowOfDay, tracked, type Edit, type Present } from "./writing.ts";

/** What was answered of a day; what is left out, or null, stays as it was said before. */
export interface NewCheckIn {
  readonly used?: boolean | null;
  readonly substance?: string | null;
  readonly mood?: number | null;
  readonly sleep_hours?: number | null;
  readonly confidence?: number | null;
  readonly hungry?: boolean | null;
  readonly angry?: boolean | null;
  readonly lonely?: boolean | null;
  readonly tired?: boolean | null;
  readonly good?: string | null;
  readonly intention?: string | null;
  readonly intention_kept?: boolean | null;
  readonly note?: string | null;
  readonly signs?: readonly string[] | null;
}

/** Keep the day's check-in or change the one there is; `used` also brings the lapse, and may end an open craving. */
export function checkIn(present: Present, day: Day, given: NewCheckIn, endsCraving: string | null = null): Edit[] {
  const { used = null, substance = null, signs, ...rest } = given;
  const old = rowOfDay(present.rows, day);
  const said = answerOfUse(present, day, old, used, substance);
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null && value !== undefined) values[name] = typeof value === "boolean" ? Number(value) : value;
  }
  if (signs) values["signs"] = names(signs);
  const id = old === null ? { id: present.id() } : {};
  const edits: Edit[] = [{ put: { kind: "checkin", ...id, day, ...values, ...said, ...(said ? { filled_in: null } : {}) } }];
  if (used !== true) return edits;
  const held = said?.["substance"] ?? null;
  return [...edits, ...lapseOn(present, day, typeof held === "string" ? held : null), ...ends(present, endsCraving)];
}

/** Of these days, those that have no answer yet are without use. */
export function freeDays(present: Present, days: readonly Day[], substance: string | null = null): Edit[] {
  const lapsed = new Set(read.lapses(present.rows).map(({ day }) => day));
  const edits: Edit[] = [];
  for (const day of days) {
    const old = rowOfDay(present.rows, day);
    if (lapsed.has(day) || (old !== null && read.flag(old, "used") !== null)) continue;
    const said = answerOfUse(present, day, old, false, substance);
    const fresh = old === null ? { id: present.id(), filled_in: 1 } : {};
    edits.push({ put: { kind: "checkin", ...fresh, day, ...said } });
  }
  return edits;
}

function answerOfUse(
  present: Present,
  day: Day,
  old: Row | null,
  used: boolean | null,
  substance: string | null,
): Record<string, Value> | null {
  if (used === null && substance === null) return null;
  const name = used === false && substance === null ? null : tracked(present.rows, substance);
  const said: Use =
    used === false && substance !== null
      ? { used: null, substance: null, free_of: [name ?? substance] }
      : { used, substance: name, free_of: [] };
  const all = trackedOn(read.substances(present.rows), day);
  const use = joined(useOf(old === null ? null : read.checkIn(old)), said, all);
  return { used: bit(use.used), substance: use.substance, free_of: JSON.stringify(use.free_of) };
}

/** The lapse that a check-in tells of: now, or at noon of a day gone by; none where that day has one of the substance. */
function lapseOn(present: Present, day: Day, substance: string | null): Edit[] {
  const there = read.lapses(present.rows).some((held) => held.day === day && alike(held.substance ?? "") === alike(substance ?? ""));
  if (there) return [];
  const profile = profileOf(present);
  const at = timeOn(day, present.now, profile);
  return [{ put: { kind: "lapse", id: present.id(), at, timezone: profile.timezone, day, substance } }];
}
