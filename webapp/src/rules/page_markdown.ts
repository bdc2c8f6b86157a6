// The counselor's page as Markdown, byte for byte that of the terminal: what goes to somebody on a link.
// Equal to parts of recovery/exchange/counselor/markdown.py.

import data from "../data/page.json" with { type: "json" };
import { shown } from "./entries.ts";
import { marks, trendWords } from "./page_charts.ts";
import { top, type Block, type Document, type Dots, type Heat, type Mark, type Strip, type Table } from "./page_document.ts";
import { header } from "./page_html.ts";
import { dayMonth } from "./page_material.ts";
import { t } from "./sentences.ts";
import { shortDay } from "./words.ts";

const said = data.said;
const PER_LINE = 31;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SIGNS: Readonly<Record<Mark, string>> = { abstinent: "·", used: "×", unknown: "?", before: "–" };
// What has a meaning anywhere in a line; `&` where it could begin an entity, `#` where it could end a heading.
const ANYWHERE = /[\\`*_[\]<|~]|&(?=#|[\p{L}\p{N}_])|(?<![^\s\x1c-\x1f\x85])#+(?=[\s\x1c-\x1f\x85]|$)/gu;
// What has one at the beginning of a block: a list, a rule or an underline, a quotation.
const FIRST = /^(?:(\p{Nd}{1,9})(?=[.)](?:\s|$))|(?=[-+](?:[\s-]|$)|=+$|>))/u;

/** The whole text. */
export function markdown(document: Document): string {
  return `${[...lines(document)].join("\n")}\n`;
}

/** Words on one line, to stand in a line or a cell that something of ours begins. */
function inline(given: string): string {
  return shown(given).replace(ANYWHERE, "\\$&");
}

/** The same, to stand as a paragraph or an item, whatever they begin with. */
function words(given: string): string {
  return inline(given).replace(FIRST, (_, number: string | undefined) => `${number ?? ""}\\`);
}

function* lines(document: Document): Generator<string> {
  yield* [`# ${words(document.title)}`, ""];
  for (const line of header(document)) yield* [words(line), ""];
  for (const [title, block] of top(document)) yield* [`## ${title}`, "", ...blockLines(block), ""];
  for (const { title, blocks } of document.sections) {
    yield* [`## ${title}`, ""];
    for (const block of blocks) yield* [...blockLines(block), ""];
  }
  if (document.appendix !== null) yield* [`## ${t(said.appendix_day_by_day)}`, "", ...blockLines(document.appendix), ""];
  yield* ["---", "", t(said.this_page_is_about_a_person_s_health)];
}

function* blockLines(block: Block): Generator<string> {
  switch (block.kind) {
    case "lines": return yield* block.items.map((item) => `- ${words(item)}`);
    case "facts": return yield* block.pairs.map(([name, value]) => `- ${words(name)}: ${inline(value)}`);
    case "table": return yield* tableLines(block);
    case "strip": return yield* [...strip(block), "", legend(block)];
    case "dots": return yield t("Hardest craving of each day that had one: {peaks}", { peaks: peaks(block) });
    case "heat": return yield* heat(block);
    case "trends": return yield* [...block.items.map((trend) => `- ${words(trendWords(trend))}`), "", block.note];
  }
}

function tableLines({ head, rows, note }: Table): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(inline).join(" | ")} |`;
  return [row(head), `|---${"|---".repeat(head.length - 1)}|`, ...rows.map(row), ...(note === "" ? [] : ["", words(note)])];
}

/** The strip of days in signs, a month's worth a line. */
function strip({ days }: Strip): string[] {
  const parts = Array.from({ length: Math.ceil(days.length / PER_LINE) }, (_, part) => days.slice(part * PER_LINE, (part + 1) * PER_LINE));
  return parts.flatMap((part, place) => {
    const signs = part.map(([, mark]) => SIGNS[mark]);
    return [...(place > 0 ? [""] : []), `${shortDay(part[0]?.[0] ?? "")}: ${signs.join(" ")}`];
  });
}

function legend({ days }: Strip): string {
  const there = new Set(days.map(([, mark]) => mark));
  return marks().filter(([mark]) => mark !== "before" || there.has(mark)).map(([mark, name]) => `${SIGNS[mark]} ${name}`).join(", ");
}

/** `7 Mar 6, 8 Mar 4.` */
function peaks({ points }: Dots): string {
  const highest = new Map<string, number>();
  for (const [day, , rating] of points) highest.set(dayMonth(day), Math.max(rating, highest.get(dayMonth(day)) ?? 0));
  return `${Array.from(highest, ([day, peak]) => `${day} ${peak}`).join(", ")}.`;
}

function heat({ counts, firstHour, note }: Heat): string[] {
  const starts = Array.from({ length: 8 }, (_, step) => (firstHour + 3 * step) % 24);
  const rows = WEEKDAYS.map((name, day) => [name, ...starts.map((hour) => {
    const sum = [0, 1, 2].reduce((all, step) => all + (counts[day]?.[(hour + step) % 24] ?? 0), 0);
    return sum > 0 ? String(sum) : "";
  })]);
  return tableLines({ kind: "table", head: ["", ...starts.map((hour) => `${hour}-${(hour + 3) % 24}h`)], rows, note });
}
