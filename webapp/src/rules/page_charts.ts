// The page's charts as SVG, the same as the terminal draws: shapes tell what colour would, so grey prints lose nothing. They
// hold numbers and dates alone, never a person's words.
// Equal to parts of recovery/exchange/counselor/charts.py.

import data from "../data/page.json" with { type: "json" };
import limits from "../data/limits.json" with { type: "json" };
import { addDays, daysBetween, weekday } from "./calendar.ts";
import type { Chart, Dots, Heat, Mark, Strip, Trend, Trends } from "./page_document.ts";
import { dayMonth, month } from "./page_material.ts";
import type { Day } from "./rows.ts";
import { t } from "./sentences.ts";
import { days as counted, fixed, general, number, shortDay } from "./words.ts";

const said = data.said;
export const WIDTH = 340;
const MOST_STRIP = 366;
const TREND = 21;
const [INK, DIM, RULE, FILL] = ["#1d2530", "#5b6675", "#c4c9d0", "#2f6f8f"];
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What each mark of a day is called, in the language of the moment. */
export function marks(): readonly (readonly [Mark, string])[] {
  return [["abstinent", t(said.no_use)], ["used", t("use")], ["unknown", t(said.not_known)], ["before", t(said.before_the_journal)]];
}

/** A chart, the same in words for who hears the page, and what stands below it. */
export interface Drawing {
  readonly svg: string;
  readonly described: string;
  readonly note: string;
}

export function drawn(block: Chart): Drawing {
  switch (block.kind) {
    case "strip": return { svg: svg(block, strip(block)), described: stripWords(block), note: legend(block) };
    case "dots": return { svg: svg(block, dots(block)), described: dotsWords(block), note: t(said.filled_passed_open_not_answered_squa) };
    case "heat": return { svg: svg(block, heat(block)), described: heatWords(block), note: block.note };
    case "trends": return { svg: svg(block, trends(block)), described: block.items.map(trendWords).join("; "), note: block.note };
  }
}

/** How high the chart is at `WIDTH`, with so many trends at most. */
export function height(block: Chart, most: number): number {
  switch (block.kind) {
    case "strip": return block.days.length <= 31 ? 34 : 98;
    case "dots": return 82;
    case "heat": return 98;
    case "trends": return TREND * Math.min(most, block.items.length) + 12;
  }
}

function svg(block: Chart, parts: readonly string[]): string {
  const high = general(height(block, block.kind === "trends" ? block.items.length : 0));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${high}" width="${WIDTH}" height="${high}" font-family="Libertinus Serif, serif">${parts.join("")}</svg>`;
}

function label(x: number, y: number, text: string, size = 9, anchor = "middle", fill = DIM): string {
  return `<text x="${one(x)}" y="${one(y)}" font-size="${general(size)}" text-anchor="${anchor}" fill="${fill}">${text}</text>`;
}

function one(value: number): string {
  return fixed(value, 1);
}

/** A sign for each day, weeks in columns from 32 days on. */
function strip(block: Strip): string[] {
  const days = block.days.slice(-MOST_STRIP);
  if (days.length <= 31) {
    const step = Math.min(22, WIDTH / Math.max(1, days.length));
    return days.flatMap(([day, mark], place) => {
      const x = step * (place + 0.5);
      return [label(x, 9, String(Number(day.slice(8))), 7), sign(mark, x, 22, Math.min(5, step * 0.4))];
    });
  }
  return weeks(days);
}

function weeks(days: Strip["days"]): string[] {
  const start = weekday(days[0]?.[0] ?? "");
  const columns = Math.floor((start + days.length + 6) / 7);
  const step = Math.min(16, (WIDTH - 30) / columns);
  const names = WEEKDAYS.map((name, row) => label(0, 12 + row * 11.5, name, 8, "start"));
  return [...names, ...days.flatMap(([day, mark], at) => {
    const place = start + at;
    const [x, y] = [30 + step * (Math.floor(place / 7) + 0.5), 9 + (place % 7) * 11.5];
    const named = Number(day.slice(8)) <= 7 && place % 7 === start % 7;
    return [sign(mark, x, y, Math.min(4.5, step * 0.4)), ...(named ? [label(x, 94, month(day), 8)] : [])];
  })];
}

function sign(mark: Mark, x: number, y: number, size: number): string {
  if (mark === "used") {
    const cross = `M${one(x - size)} ${one(y - size)}l${one(2 * size)} ${one(2 * size)}m0 ${one(-2 * size)}l${one(-2 * size)} ${one(2 * size)}`;
    return `<path d="${cross}" stroke="${INK}" stroke-width="1.8" fill="none"/>`;
  }
  if (mark === "before") return `<path d="M${one(x - size * 0.5)} ${one(y)}h${one(size)}" stroke="${RULE}" stroke-width="1"/>`;
  if (mark === "unknown") return label(x, y + size * 0.8, "?", Math.max(7, size * 2));
  return `<circle cx="${one(x)}" cy="${one(y)}" r="${one(size * 0.5)}" fill="${FILL}"/>`;
}

function legend(block: Strip): string {
  const first = t(said.dot_no_use_cross_use_not_known);
  return block.days.some(([, mark]) => mark === "before") ? `${first} ${t(said.dash_before_the_journal)}` : first;
}

/** The strip for who hears the page. */
function stripWords(block: Strip): string {
  if (block.days.length <= 62) return block.days.map(([day, mark]) => `${shortDay(day)}: ${marks().find(([which]) => which === mark)?.[1] ?? ""}`).join("; ");
  const often = marks().map(([mark, name]) => [mark, name, block.days.filter(([, which]) => which === mark).length] as const);
  return often.filter(([mark, , count]) => count > 0 || mark !== "before").map(([, name, count]) => t("{what} on {days}", { what: name, days: counted(count) })).join(", ");
}

/** Every craving at its time and rating. */
function dots(block: Dots): string[] {
  const [left, upper, width, high] = [16, 6, WIDTH - 22, 60];
  const parts: string[] = [];
  for (const rating of [0, 5, limits.high_intensity, 10]) {
    const y = upper + high * (1 - rating / 10);
    const dashed = rating === limits.high_intensity ? ' stroke-dasharray="3 3"' : "";
    parts.push(`<path d="M${left}.0 ${one(y)}h${width}.0" stroke="${RULE}" stroke-width="0.7"${dashed}/>`, label(left - 4, y + 3, String(rating), 8, "end"));
  }
  const all = daysBetween(block.first, block.last) + 1;
  for (const [day, part, rating, outcome] of block.points) {
    const [x, y] = [left + (width * (daysBetween(block.first, day) + part)) / all, upper + high * (1 - rating / 10)];
    parts.push(outcome === "used"
      ? `<rect x="${one(x - 2.6)}" y="${one(y - 2.6)}" width="5.2" height="5.2" fill="${INK}"/>`
      : `<circle cx="${one(x)}" cy="${one(y)}" r="2.5" fill="${outcome ? FILL : "none"}" stroke="${FILL}" stroke-width="1"/>`);
  }
  parts.push(label(left, 79, shortDay(block.first), 8, "start"));
  if (all > 1) parts.push(label(left + width, 79, shortDay(block.last), 8, "end"));
  const half = Math.floor(all / 2);
  if (all >= 20) parts.push(label(left + (width * half) / all, 79, shortDay(addDays(block.first, half)), 8));
  return parts;
}

/** The chart of cravings for who hears the page: the hardest of each day that had one. */
function dotsWords(block: Dots): string {
  const peaks = new Map<string, number>();
  for (const [day, , rating] of block.points) peaks.set(shortDay(day), Math.max(rating, peaks.get(shortDay(day)) ?? 0));
  return t(said.hardest_craving_by_day) + Array.from(peaks, ([day, peak]) => `${day}: ${peak}`).join("; ");
}

/** Weekday by hour; each cell with its count, the darker the more. */
function heat(block: Heat): string[] {
  const [left, row] = [26, 11.8];
  const step = (WIDTH - left) / 24;
  const highest = Math.max(...block.counts.map((counts) => Math.max(...counts))) || 1;
  const parts = WEEKDAYS.flatMap((name, at) => {
    const y = 14 + at * row;
    const cells = Array.from({ length: 24 }, (_, place) => cell(block.counts[at]?.[(block.firstHour + place) % 24] ?? 0, left + place * step, y, step, row, highest));
    return [label(0, y + 8.8, name, 8, "start"), ...cells];
  });
  for (let place = 0; place < 24; place += 3) parts.push(label(left + place * step, 10, `${(block.firstHour + place) % 24}h`, 8, "start"));
  return parts;
}

function cell(count: number, x: number, y: number, step: number, row: number, highest: number): string {
  const size = `width="${one(step - 1)}" height="${one(row - 1)}"`;
  const ground = `<rect x="${one(x)}" y="${one(y)}" ${size} fill="#eef0f2"/>`;
  if (count === 0) return ground;
  const shade = 0.2 + (0.8 * count) / highest;
  const filled = `<rect x="${one(x)}" y="${one(y)}" ${size} fill="${FILL}" fill-opacity="${fixed(shade, 2)}"/>`;
  return ground + filled + label(x + (step - 1) / 2, y + 8.8, String(count), 8, "middle", shade > 0.6 ? "#ffffff" : INK);
}

/** The heatmap for who hears the page. */
function heatWords(block: Heat): string {
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const byDay = WEEKDAYS.map((name, at) => `${name} ${sum(block.counts[at] ?? [])}`).join(", ");
  const hours = Array.from({ length: 24 }, (_, hour) => sum(block.counts.map((counts) => counts[hour] ?? 0)));
  const byHour = hours.flatMap((count, hour) => (count > 0 ? [`${hour} h ${count}`] : [])).join(", ");
  return t(said.by_weekday_x_by_hour_x, { by_day: byDay, by_hour: byHour });
}

/** Each score over the same days, with its thresholds; the figures of the first and the last stand beside them. */
function trends(block: Trends): string[] {
  const [left, width] = [104, WIDTH - 104 - 26];
  const first = block.items.map(({ points }) => points[0]?.[0] ?? "").sort()[0] ?? "";
  const last = block.items.map(({ points }) => points.at(-1)?.[0] ?? "").sort().at(-1) ?? "";
  const all = Math.max(1, daysBetween(first, last));
  const parts = block.items.flatMap((trend, at) => {
    const upper = at * TREND;
    const places = trend.points.map(([day, figure]) => [left + (width * daysBetween(first, day)) / all, trendHeight(trend, figure) + upper] as const);
    const [[startX = 0, startY = 0] = [], [endX = 0, endY = 0] = []] = [places[0], places.at(-1)];
    return [
      label(0, upper + 16, trend.name, 8, "start", INK),
      `<path d="M${left}.0 ${one(upper + TREND - 2)}h${width}.0" stroke="${RULE}" stroke-width="0.5"/>`,
      ...trend.thresholds.map((threshold) => `<path d="M${left}.0 ${one(trendHeight(trend, threshold.at) + upper)}h${width}.0" stroke="${DIM}" stroke-width="0.6" stroke-dasharray="3 3"/>`),
      `<polyline points="${places.map(([x, y]) => `${one(x)},${one(y)}`).join(" ")}" fill="none" stroke="${FILL}" stroke-width="1.2"/>`,
      ...places.map(([x, y]) => `<circle cx="${one(x)}" cy="${one(y)}" r="1.8" fill="${FILL}"/>`),
      label(startX - 4, startY + 3, number(trend.points[0]?.[1] ?? 0), 8, "end"),
      label(endX + 4, endY + 3, number(trend.points.at(-1)?.[1] ?? 0), 8, "start", INK),
    ];
  });
  const foot = TREND * block.items.length + 9;
  return [...parts, label(left, foot, shortDay(first), 8, "start"), label(left + width, foot, shortDay(last), 8, "end")];
}

function trendHeight(trend: Trend, figure: number): number {
  return 4 + (TREND - 10) * (1 - (figure - trend.low) / (trend.high - trend.low));
}

/** `PHQ-9: 9 on 28 Sep, 14 on 26 Oct, 19 on 23 Nov`, then the thresholds. */
export function trendWords(trend: Trend): string {
  const points = trend.points.map(([day, figure]: readonly [Day, number]) => t("{figure} on {day}", { figure: number(figure), day: dayMonth(day) })).join(", ");
  const looks = trend.thresholds.map(({ at, who }) => (who === "" ? String(at) : `${at} (${who})`)).join(", ");
  const line = `${trend.name}: ${points}`;
  return looks === "" ? line : t(said.x_threshold_x, { said: line, thresholds: looks });
}
