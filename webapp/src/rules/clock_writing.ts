// Another time zone, or another time at which days begin: as `recovery config` keeps it. Entries keep the day and the clock
// that they were written by; what is written from then on goes by the new ones.
// Equal to parts of recovery/commands/config.py.

import { profile, type Profile } from "./rows.ts";
import type { Edit, Present } from "./writing.ts";

/** What differs, as one edit; nothing where all is as it was. */
export function clockChanged({ rows }: Present, { timezone, day_starts }: Profile): Edit[] {
  const held = profile(rows);
  if (held === null || (held.timezone === timezone && held.day_starts === day_starts)) return [];
  return [{ put: { kind: "profile", timezone, day_starts } }];
}
