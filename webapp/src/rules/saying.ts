// What a person said, as it is sealed while the journal is locked: it becomes edits when it meets the rows there are, so
// that a second check-in of a day changes the first, and a lapse ends the craving it ended.

import { checkIn, type NewCheckIn } from "./check_in_writing.ts";
import { instantOf } from "./clock.ts";
import { answer, type NewMoment } from "./moments.ts";
import type { Day } from "./rows.ts";
import { t } from "./sentences.ts";
import { kept, surfed, type Rated } from "./wave.ts";
import { wellbeing, type Within } from "./wellbeing.ts";
import * as writing from "./writing.ts";
import type { Edit, NewCraving, NewLapse, Present } from "./writing.ts";

/** `id` is that of the new entry, since whoever said it goes on with it; `day` null: the day being lived. A ride is said
 * again with each rating, as it is by then, under the id and the millisecond it began with. */
export type Saying =
  | { readonly say: "log"; readonly id: string; readonly given: NewCraving }
  | { readonly say: "lapse"; readonly given: NewLapse; readonly endsOpen?: boolean }
  | { readonly say: "checkin" | "intend"; readonly day: Day | null; readonly given: NewCheckIn; readonly within?: Within }
  | { readonly say: "moment"; readonly id: string; readonly given: NewMoment }
  | { readonly say: "note"; readonly text: string; readonly triggers: readonly string[] }
  | { readonly say: "surf"; readonly id: string; readonly begun: number; readonly ratings: readonly Rated[] };

/** What the terminal's command of that name writes, for somebody who said it at `present.now`. */
export function editsOf(present: Present, said: Saying): readonly Edit[] {
  switch (said.say) {
    case "log":
      return writing.craving(firstNamed(present, said.id), said.given);
    case "lapse":
      return writing.lapse(present, { ...said.given, ends: said.given.ends ?? (said.endsOpen === true ? waiting(present, said.given) : null) });
    case "checkin":
    case "intend":
      return answered(present, said.day ?? writing.today(present), said.given, said.within ?? {});
    case "moment":
      return atMoment(firstNamed(present, said.id), said.given);
    case "note":
      return writing.note(present, said.text, said.triggers);
    case "surf":
      return ridden({ ...firstNamed(present, said.id), now: instantOf(said.begun) }, said.ratings);
  }
}

/** The check-in, and beside it how the day was with others and within. */
function answered(present: Present, day: Day, given: NewCheckIn, within: Within): readonly Edit[] {
  const edits = checkIn(present, day, given);
  return Object.keys(within).length === 0 ? edits : [...edits, ...wellbeing(present, day, within)];
}

/** The answer to a random check-in; where no moment was asked for, as after it was answered elsewhere, a note says it. */
function atMoment(present: Present, given: NewMoment): readonly Edit[] {
  const { intensity, triggers = [], place = null } = given;
  const edits = answer(present, given);
  return edits ?? writing.note(present, [t("A random check-in of which no moment is known: {intensity}", { intensity }), place ?? ""].join("\n").trim(), triggers);
}

/** A whole ride, from its first rating. */
function ridden(present: Present, ratings: readonly Rated[]): readonly Edit[] {
  const [first] = ratings;
  if (first === undefined) return [];
  const ride = surfed(present, first[1]);
  return ratings.length === 1 ? ride.edits : [...ride.edits, ...writing.rated(ride.id, kept(ride, ratings))];
}

function waiting(present: Present, given: NewLapse): string | null {
  return writing.waitingBefore(present, given.substance ?? null, given.at ?? present.now)?.id ?? null;
}

/** The same present, whose first new row has that id. */
function firstNamed(present: Present, id: string): Present {
  let first = true;
  return { ...present, id: () => (first ? ((first = false), id) : present.id()) };
}
