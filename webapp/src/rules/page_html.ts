// The counselor's page as one HTML file, byte for byte that of the terminal: no script, no request; it prints on one sheet,
// the appendix on the next. On paper what a list has beyond the first few is left out, and the page says how many.
// Equal to parts of recovery/exchange/counselor/html.py.

import data from "../data/page.json" with { type: "json" };
import { shown } from "./entries.ts";
import { drawn, height, WIDTH as CHART_WIDTH, type Drawing } from "./page_charts.ts";
import { FACTS, more, top, type Block, type Document, type Section, type Table } from "./page_document.ts";
import { dayMonth, month } from "./page_material.ts";
import type { Day } from "./rows.ts";
import { t } from "./sentences.ts";
import { days, wholeDay } from "./words.ts";

const said = data.said;
const [STYLE = "", OWN = "", PAPER = ""] = data.styles;
const MANY = 5; // columns that a telephone can show side by side
const WHOLE = data.whole;
const LEAST: Readonly<Record<string, readonly number[]>> = data.least;

/** How the page prints: letters in points, rows of a table, lines of one item, charts at most. */
interface Print {
  readonly size: number;
  readonly rows: number;
  readonly lines: number;
}

const PRINTS: readonly Print[] = data.prints.map(([size = 0, rows = 0, lines = 0]) => ({ size, rows, lines }));

/** The whole file. */
export function html(document: Document): string {
  const how = chosen(document);
  const head = header(document).map((line) => `<p>${words(line)}</p>`).join("");
  const body = `<header><h1>${words(document.title)}</h1>
${head}</header>
<main>
${sections(document, how).join("")}</main>
<footer><p>${t(said.this_page_is_about_a_person_s_health)}</p></footer>${appendix(document)}`;
  const paper = PAPER.replaceAll("{{", "{").replaceAll("}}", "}").replace("{size}", decimal(how.size)).replaceAll("{lines}", String(how.lines));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${words(document.title)}</title>
<style>
${STYLE}${OWN}${paper}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Name, period, day, coverage: the lines below the title. */
export function header(document: Document): string[] {
  const { name, first, last, madeOn, daysLogged, daysFilledIn } = document;
  const filled = daysFilledIn > 0 ? t(said.filled_in, { count: daysFilledIn }) : "";
  return [
    [...(name === null ? [] : [name]), span(first, last), t(said.made_on, { made_on: wholeDay(madeOn) })].join(" · "),
    t(said.logged, { days_logged: daysLogged, days: days(document.days), filled_in: filled, source: t(said.self_reported_diary_not_a_medical_re) }),
  ];
}

/** `16-22 Feb 2026`, `26 Jan - 22 Feb 2026`. */
export function span(first: Day, last: Day): string {
  if (first === last) return wholeDay(first);
  const year = last.slice(0, 4);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))}-${Number(last.slice(8))} ${month(last)} ${year}`;
  return `${dayMonth(first)}${first.slice(0, 4) === year ? "" : ` ${first.slice(0, 4)}`} - ${dayMonth(last)} ${year}`;
}

/** Words on one line, made harmless for HTML and SVG, as text and as an attribute. */
function words(given: string): string {
  const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  return shown(given).replace(/[&<>"']/gu, (sign) => signs[sign] ?? sign);
}

function sections(document: Document, how: Print): string[] {
  const whole = { ...how, rows: WHOLE, lines: WHOLE };
  return [
    ...top(document).map(([title, lines]) => section(title, [lines], whole, "wide whole")),
    ...document.sections.map((one) => section(one.title, one.blocks, ofSection(one, how), one.name === "discuss" ? "wide" : one.name === "safety" ? "whole" : "")),
  ];
}

function appendix(document: Document): string {
  if (document.appendix === null) return "";
  return section(t(said.appendix_day_by_day), [document.appendix], { size: 0, rows: WHOLE, lines: WHOLE }, "later");
}

function section(title: string, blocks: readonly Block[], how: Print, kind: string): string {
  const of = kind === "" ? "" : ` class="${kind}"`;
  return `<section${of}><h2>${words(title)}</h2>${blocks.map((block) => blockHtml(block, how)).join("")}</section>\n`;
}

function blockHtml(block: Block, how: Print): string {
  switch (block.kind) {
    case "lines": {
      const rows = block.items.map((item, place) => `<li${beyond(place, how.rows)}>${held(item)}</li>`).join("");
      return `<ul${block.own ? ' class="own"' : ""}>${rows}${rest("li", block.items.length - how.rows)}</ul>`;
    }
    case "facts": {
      const kept = how.rows + FACTS;
      const rows = block.pairs.map(([name, value], place) => `<dt${beyond(place, kept)}>${words(name)}</dt><dd${beyond(place, kept)}>${held(value)}</dd>`);
      return `<dl>${rows.join("")}${rest("dt", block.pairs.length - kept)}</dl>`;
    }
    case "table": return tableHtml(block, how.rows);
    case "trends": {
      const left = block.items.length - how.rows;
      if (left <= 0) return figure(drawn(block));
      return figure(drawn(block), "x") + figure(drawn({ ...block, items: block.items.slice(0, how.rows), note: `${more(left)}. ${block.note}` }), "p");
    }
    default: return figure(drawn(block));
  }
}

function held(given: string): string {
  return `<span>${words(given)}</span>`;
}

function beyond(place: number, kept: number): string {
  return place >= kept ? ' class="x"' : "";
}

function rest(tag: string, left: number): string {
  return left > 0 ? `<${tag} class="p">${more(left)}</${tag}>` : "";
}

function tableHtml({ head, rows, note }: Table, kept: number): string {
  const columns = head.map((cell) => `<th scope="col" role="columnheader">${words(cell)}</th>`).join("");
  const body = rows.map((cells, place) => rowHtml(cells, head, beyond(place, kept))).join("");
  const below = note === "" ? "" : `<p class="note">${held(note)}</p>`;
  const whole = `<thead><tr role="row">${columns}</tr></thead><tbody>${body}</tbody>`;
  return `<table${head.length > MANY ? ' class="many"' : ""} role="table">${whole}</table>${rest("p", rows.length - kept)}${below}`;
}

function rowHtml(cells: readonly string[], head: readonly string[], kind: string): string {
  const [first = "", ...others] = cells.map(held);
  const columns = others.map((cell, place) => `<td role="cell" data-column="${words(head[place + 1] ?? "")}">${cell}</td>`).join("");
  return `<tr${kind} role="row"><th scope="row" role="rowheader">${first}</th>${columns}</tr>`;
}

function figure({ svg, described, note }: Drawing, kind = ""): string {
  const source = `data:image/svg+xml;base64,${base64(svg)}`;
  return `<figure${kind === "" ? "" : ` class="${kind}"`}><img alt="${words(described)}" src="${source}"><figcaption>${words(note)}</figcaption></figure>`;
}

function base64(given: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(given)));
}

// How the page prints on one sheet: how large its letters are and how long its lists, estimated without a browser. In points:
// US Letter is the shorter sheet and A4 the narrower one; margins of 9 mm. Letters are wide ones.
const [HEIGHT, WIDTH, GAP] = [792 - 51, 595 - 51, 16];
const [LETTER, LINE, HEADING] = [0.56, 1.22, 1.9];
const CAUTION = 0.95;

/** The roomiest of them that one sheet holds. */
function chosen(document: Document): Print {
  const last = PRINTS.at(-1) ?? { size: 6.4, rows: 1, lines: 1 };
  return PRINTS.find((how) => printed(document, how) <= HEIGHT * CAUTION) ?? last;
}

/** How a section prints: of some a little more is kept, and what is about safety is never cut short. */
function ofSection({ name }: Section, how: Print): Print {
  return { ...how, rows: Math.max(how.rows, LEAST[name]?.[0] ?? 0), lines: name === "safety" ? WHOLE : how.lines };
}

function printed(document: Document, how: Print): number {
  const whole = { ...how, rows: WHOLE, lines: WHOLE };
  const above = heightOf(top(document).map(([, lines]) => ({ name: "discuss", title: "", blocks: [lines] })), whole, WIDTH);
  const wide = document.sections.filter(({ name }) => name === "discuss");
  const narrow = document.sections.filter(({ name }) => name !== "discuss");
  const columns = heightOf(narrow, how, (WIDTH - GAP) / 2) / 2 + 3 * how.size;
  return 6 * how.size * LINE + above + heightOf(wide, how, WIDTH) + columns + 3 * how.size;
}

function heightOf(all: readonly Section[], how: Print, width: number): number {
  const letters = width / (how.size * LETTER);
  return all.reduce((sum, one) => {
    const paper = ofSection(one, how);
    return sum + (HEADING * how.size + one.blocks.reduce((high, block) => high + blockHeight(block, paper, letters, width), 0));
  }, 0);
}

function blockHeight(block: Block, how: Print, letters: number, width: number): number {
  const line = how.size * LINE;
  switch (block.kind) {
    case "lines": {
      const all = block.items.slice(0, how.rows).reduce((sum, item) => sum + linesOf(item, how, letters - 3), 0);
      return line * (all + Number(block.items.length > how.rows));
    }
    case "facts": {
      const label = Math.min(letters * 0.5, Math.max(0, ...block.pairs.map(([name]) => length(name))) + 1);
      return line * block.pairs.slice(0, how.rows + FACTS).reduce((sum, [, value]) => sum + linesOf(value, how, letters - label), 0);
    }
    case "table": {
      const first = letters * 0.4;
      const cell = (letters - first) / Math.max(1, block.head.length - 1);
      const rows = [block.head, ...block.rows.slice(0, how.rows)];
      const all = rows.reduce((sum, [name = "", ...parts]) => sum + Math.max(linesOf(name, how, first), ...parts.map((part) => linesOf(part, how, cell))), 0);
      return line * (all + 0.25 * rows.length + Math.ceil(length(block.note) / (letters * 1.05)));
    }
    default: return (height(block, how.rows) * width) / CHART_WIDTH + line * 1.3;
  }
}

function linesOf(given: string, how: Print, letters: number): number {
  return Math.min(how.lines, Math.max(1, Math.ceil(length(given) / Math.max(1, letters))));
}

function length(given: string): number {
  return [...given].length;
}
