/** Ten years at once, a small square for each day; a year opens its months, a month its days. */

import type { JSX } from "preact";
import { t } from "../rules/sentences.ts";
import { begun, calendar, type DayFacts } from "../rules/today.ts";
import { cravings } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { go } from "../shell/routes.ts";
import { Legend, lived, SmallMonths, summary } from "./day_symbols.tsx";
import { nameOnly } from "../rules/month_names.ts";
import { To } from "./parts.tsx";
import type { ScreenProps } from "./screens.ts";

const MONTHS = 120;

/** `about` is a year; empty for all ten. */
export function Years({ about }: ScreenProps): JSX.Element {
  const [held, before] = [rows.value, past.value];
  if (held === null || before === null) return <p role="status">{t("Counting your days…")}</p>;
  const { days } = calendar(held, today.value, MONTHS, before);
  const there = lived(days, begun(held, before), today.value);
  const years = grouped(there, 4).reverse();
  if (about === "") {
    return (
      <>
        {years.map((year) => <Year key={year[0]?.day} days={year} />)}
        <Legend small />
      </>
    );
  }
  const months = grouped(there.filter(({ day }) => day.startsWith(about)), 7);
  return (
    <>
      <h2 class="month-name">{about}</h2>
      <p class="fact">{told(months.flat())}</p>
      <div class="months">{months.map((month) => <Month key={month[0]?.day} days={month} />)}</div>
      <Legend small />
      <To screen="years" kind="quiet">{t("Ten years")}</To>
    </>
  );
}

function Year({ days }: { readonly days: readonly DayFacts[] }): JSX.Element {
  const year = days[0]?.day.slice(0, 4) ?? "";
  const months = new Map(grouped(days, 7).map((month) => [month[0]?.day.slice(5, 7), month]));
  const all = Array.from({ length: 12 }, (_, place) => months.get(String(place + 1).padStart(2, "0")) ?? []);
  return (
    <button type="button" class="wide year" onClick={() => go("years", year)}>
      <strong>{year}</strong>
      <SmallMonths months={all} />
      <small>{told(days)}</small>
    </button>
  );
}

function Month({ days }: { readonly days: readonly DayFacts[] }): JSX.Element {
  const day = days[0]?.day ?? "";
  return (
    <button type="button" onClick={() => go("calendar", day)}>
      <span>{nameOnly(day)}</span>
      <SmallMonths months={[days]} />
      <span class="hidden">{told(days)}</span>
    </button>
  );
}

/** What is known of these days, and how many cravings they had. */
function told(days: readonly DayFacts[]): string {
  const count = days.reduce((sum, day) => sum + day.cravings, 0);
  return count === 0 ? summary(days) : `${summary(days)} · ${cravings(count)}`;
}

/** Days whose dates begin alike, together. */
function grouped(days: readonly DayFacts[], length: number): DayFacts[][] {
  const groups = new Map<string, DayFacts[]>();
  for (const day of days) {
    const name = day.day.slice(0, length);
    const there = groups.get(name);
    if (there === undefined) groups.set(name, [day]);
    else there.push(day);
  }
  return [...groups.values()];
}
