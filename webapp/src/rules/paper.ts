// The plan for paper, as Markdown: equal to recovery/plans/views/paper.py.

import { shown } from "./entries.ts";
import { SECTIONS, items, ofSection, reviewedOn } from "./plan.ts";
import { aside, group, head, said } from "./plan_words.ts";
import { maybe, type Row } from "./rows.ts";
import { t } from "./sentences.ts";
import { wholeDay } from "./words.ts";

// What has a meaning anywhere in a line; `&` where it could begin an entity, `#` where it could end a heading.
const ANYWHERE = /[\\`*_[\]<|~]|&(?=#|[\p{L}\p{N}_])|(?<!\S)#+(?=\s|$)/gu;
// What has one at the beginning of a block: a list, a rule or an underline, a quotation.
const FIRST = /^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:[\s-]|$)|=+$|>))/u;

/** Words on one line, to stand in a line that something of ours begins. */
function inline(given: string): string {
  return shown(given).replace(ANYWHERE, "\\$&");
}

/** Words on one line, to stand as an item, whatever they begin with. */
export function item(given: string): string {
  return inline(given).replace(FIRST, (_, number: string | undefined) => `${number ?? ""}\\`);
}

/** The written sections as Markdown. */
export function markdown(rows: readonly Row[]): string {
  const all = items(rows);
  const lines = [`# ${said.title}`, ""];
  for (const [section, { title }] of Object.entries(SECTIONS)) {
    const mine = ofSection(all, section);
    if (mine.length > 0) lines.push(`## ${title}`, "");
    let [heading, first] = ["", true];
    for (const one of mine) {
      if (!first && group(one) !== heading) lines.push("");
      if ((first || group(one) !== heading) && group(one) !== "") lines.push(`### ${inline(group(one))}`, "");
      [heading, first] = [group(one), false];
      const more = [maybe(one.row, "phone") ?? "", aside(one)].filter((part) => part !== "").map(inline).join(", ");
      lines.push(`- ${item(head(one))}${more === "" ? "" : ` (${more})`}`, ...one.responses.map((response) => `  - ${t(said.then, { response: inline(response) })}`));
    }
    if (mine.length > 0) lines.push("");
  }
  const reviewed = reviewedOn(rows);
  if (reviewed !== null) lines.push(t(said.reviewed, { day: wholeDay(reviewed) }));
  return [...lines, said.private, ""].join("\n");
}
