// Goals and the rewards a person sets for them: for what is done, never for a free day. A check-in counts whatever it says.

import { entryJson, type Json } from "./entries.ts";
import { alike } from "./names.ts";
import { count, flag, maybe, of, text, type Row } from "./rows.ts";

/** How a goal stands: `waiting` rewards are earned and not yet taken, `left` times are to go to the next. */
export interface Progress {
  readonly goal: Row;
  readonly times: number;
  readonly earned: number;
  readonly given: number;
  readonly waiting: number;
  readonly left: number;
}

/** Whether an entry is one time that the goal was done. */
function isDone(row: Row, goal: Row): boolean {
  const counts = goal["counts"];
  switch (row.kind) {
    case "step": return alike(text(row, "goal")) === alike(text(goal, "name"));
    case "checkin": return counts === "checkin" && flag(row, "filled_in") !== true;
    case "dose": return counts === "dose" && row["status"] !== "missed";
    case "attendance": return counts === (row["type"] === "activity" ? "activity" : "attend");
    default: return false;
  }
}

export function progress(rows: readonly Row[], goal: Row): Progress {
  const [since, closed, target] = [text(goal, "day"), maybe(goal, "closed"), count(goal, "target") ?? 1];
  const counted = (row: Row): boolean => text(row, "day") >= since && (closed === null || text(row, "day") <= closed);
  const times = rows.filter((row) => isDone(row, goal) && counted(row)).length;
  const own = [...of(rows, "reward")].filter((reward) => text(reward, "day") >= since && alike(text(reward, "goal")) === alike(text(goal, "name")));
  const earned = maybe(goal, "reward") === null ? 0 : Math.floor(times / target);
  return { goal, times, earned, given: own.length, waiting: Math.max(0, earned - own.length), left: target - (times % target) };
}

/** The goals that are not closed, in the order in which they were set, each with how it stands. */
export function goals(rows: readonly Row[], closed = false): Progress[] {
  const open = [...of(rows, "goal")].filter((goal) => closed || maybe(goal, "closed") === null);
  return open.map((goal) => progress(rows, goal));
}

/** `goal list --json`. */
export function goalsJson(rows: readonly Row[], closed = false): readonly Readonly<Record<string, Json>>[] {
  return goals(rows, closed).map(({ goal, times, earned, given }) => ({
    ...entryJson(goal), times, points_earned: times * (count(goal, "points") ?? 0), rewards_earned: earned, rewards_given: given,
  }));
}
