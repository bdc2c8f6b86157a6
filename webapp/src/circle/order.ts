// Who stands first in the list of the circle: whoever asks or waits for something. Equal to recovery/circle/list_views.py.

import { casefold, compare } from "../rules/names.ts";
import type { Known, LinkState } from "./circle.ts";
import { confirms, rewards } from "./rewards.ts";
import { askingOf, silent } from "./standing.ts";

const LAST: Readonly<Record<LinkState, number>> = { open: 5, paused: 6, invited: 7, ended: 8 };

/** How early in the list somebody stands, 0 first; `now` in milliseconds. */
function placeOf({ person, state, theirs, own, notices, stopped }: Known, now: number): number {
  if (state === "ended") return LAST.ended;
  if (askingOf(theirs) !== null) return 0;
  if (notices.length > 0 || stopped !== null) return 1;
  if (theirs.hardUntil !== null && Date.parse(theirs.hardUntil) > now) return 2;
  if (theirs.day !== null && own.notice && silent(theirs.day, now)) return 3;
  const waits = rewards(person, own, theirs).some((reward) => (reward.state === "proposed" && !reward.mine) || (confirms(person) && reward.state === "earned"));
  return waits ? 4 : LAST[state];
}

/** Everybody, whoever asks for help first; those who wait for the same, by name. */
export function inOrder(everybody: readonly Known[], now: number): readonly Known[] {
  return everybody
    .map((one) => ({ one, place: placeOf(one, now), name: casefold(one.person.name) }))
    .sort((first, second) => first.place - second.place || compare(first.name, second.name))
    .map(({ one }) => one);
}
