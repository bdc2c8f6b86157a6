// The log of a link: what this side sent, from any of its devices, what changed with it, and when it was opened. Equal to
// recovery/circle/log.py and log_views.py.

import type { Document } from "../records/documents.ts";
import { byCodePoint } from "../records/json.ts";
import { instantOf } from "../rules/clock.ts";
import { t } from "../rules/sentences.ts";
import { wholeDay, when } from "../rules/words.ts";
import type { Sent } from "./kept.ts";
import { circle, line, said } from "./lines.ts";
import { ANSWERS, isReceipted } from "./records.ts";
import type { Said } from "./records.ts";
import type { receipts } from "./standing.ts";

const WITHDRAWN = "withdrawn";
const BEGUN = "begun";

/** What a version of a record says anew, in a word, and what belongs to that word. */
export function changeOf(one: Said): Pick<Sent, "change" | "named"> {
  if ([...one.fields.values()].every((value) => value === null)) return { change: WITHDRAWN, named: null };
  if (one.kind === "help") return help(one);
  if (one.kind === "day") return { change: (one.whole("checked_in", 1) ?? 0) === 1 ? null : BEGUN, named: one.text("day", 10) };
  const word = one.word("state", ["confirmed", "given", "over"]) ?? one.word("how", ANSWERS);
  return { change: word, named: one.text("period", 100) };
}

function help(one: Said): Pick<Sent, "change" | "named"> {
  if (one.word("state", ["over"]) !== null) return { change: "over", named: null };
  const named = one.text("answered_by", 100);
  if (named !== null) return { change: "answered", named };
  return { change: one.count === 1 ? "asked" : "changed", named: null };
}

/** When a record was last changed, by the clock of the device that did. */
export function writtenAt({ deleted, fields }: Document): string {
  return instantOf(Math.max(deleted.clock[0], ...[...fields.values()].map(({ clock: [ms] }) => ms)));
}

/** What was sent, the oldest first; `opened` as the other side's receipts say, where this device did not note it itself. */
export function logged(sent: readonly Sent[], opened: ReturnType<typeof receipts>): readonly Sent[] {
  const known = sent.map((one) => {
    const receipt = opened.get(one.record);
    return one.opened === null && receipt !== undefined && receipt.count >= one.count ? { ...one, opened: receipt.at } : one;
  });
  return known.sort((one, other) => byCodePoint(one.at, other.at));
}

/** One of them as a line. */
export function logLine(name: string, one: Sent, timezone: string): string {
  const values = { at: when(one.at, timezone), name: line(name), what: what(one) };
  if (!isReceipted(one.kind)) return t(said.logged, values);
  return t(said.logged_opened, { ...values, opened: one.opened === null ? said.not_yet : when(one.opened, timezone) });
}

function what({ kind, change, named: given }: Sent): string {
  const [named, kinds] = [line(given ?? ""), circle.kinds as Readonly<Record<string, string>>];
  const helps: Readonly<Record<string, string>> = circle.help_changes;
  const changes: Readonly<Record<string, string>> = circle.changes;
  const [ofHelp, ofAll, called] = [helps[change ?? ""], changes[change ?? ""], kinds[kind] ?? kind];
  if (kind === "help" && ofHelp !== undefined) return t(ofHelp, { named });
  if (ofAll !== undefined) return t(ofAll, { what: called });
  if (kind === "day" && named !== "") return t(change === BEGUN ? said.from_day_on : said.that_checked_in, { what: called, day: wholeDay(named) });
  return named === "" ? called : `${called}, ${named}`;
}
