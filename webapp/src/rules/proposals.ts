// What somebody in the circle proposed, taken into the journal: an appointment, or something to do. Equal to
// recovery/commands/circle/send.py (`take`).

import circle from "../data/circle.json" with { type: "json" };
import { wall } from "./clock.ts";
import { shown } from "./entries.ts";
import { profile, type Day, type Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { today, type Edit, type Present } from "./writing.ts";

const NAME_LENGTH = 90;

/** `by` is who proposed it; `at` an instant in UTC for an appointment, whose `text` is its place. */
export interface Proposed {
  readonly by: string;
  readonly text: string;
  readonly due: Day | null;
  readonly at: string | null;
}

/** The command by which the terminal writes the same. */
export function commandOf({ at }: Proposed): string {
  return at === null ? "goal add" : "appointment add";
}

export function taken(present: Present, proposed: Proposed): Edit[] {
  const { by, text, due, at } = proposed;
  const [id, day] = [present.id(), today(present)];
  if (at !== null) {
    const clock = wall(at, profile(present.rows)?.timezone ?? "UTC");
    return [{ put: { kind: "appointment", id, day, what: by, due: clock.slice(0, 10), clock: clock.slice(11, 16), type: "visit", place: text || null } }];
  }
  return [{ put: { kind: "goal", id, day, name: cut(shown(text)), counts: "told", target: 1, points: 0, note: noteOf(by, due) } }];
}

/** Whether the same appointment at that time, or the same thing to do, stands among these rows. Equal to recovery/circle/taking.py. */
export function standsAlready(rows: readonly Row[], proposed: Proposed, timezone: string): boolean {
  const { by, text, due, at } = proposed;
  if (at !== null) {
    const clock = wall(at, timezone);
    return rows.some((row) => row.kind === "appointment" && row["what"] === by && row["due"] === clock.slice(0, 10) && row["clock"] === clock.slice(11, 16) && row["type"] === "visit");
  }
  const note = noteOf(by, due);
  return rows.some((row) => row.kind === "goal" && row["name"] === cut(shown(text)) && row["counts"] === "told" && (row["note"] ?? null) === note);
}

function noteOf(by: string, due: Day | null): string | null {
  return due === null ? null : t(circle.said.proposed_by, { name: by, day: due });
}

/** A text of at most so many characters: cut after a word, unless that is long. */
function cut(text: string): string {
  const letters = [...text];
  if (letters.length <= NAME_LENGTH) return text;
  const most = letters.slice(0, NAME_LENGTH).join("");
  const words = most.slice(0, Math.max(0, most.lastIndexOf(" ")));
  const kept = [...words].length < Math.floor(NAME_LENGTH / 2) ? letters.slice(0, NAME_LENGTH - 1).join("") : words;
  return `${kept.trimEnd()}\u2026`;
}
