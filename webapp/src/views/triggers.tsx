/** What set cravings off, and what was done about them: how often, and how they ended; and what each is called. */

import type { JSX } from "preact";
import { useSignal } from "@preact/signals";
import { listed, merged, renamed } from "../rules/aliases.ts";
import { ending, within } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import limits from "../data/limits.json" with { type: "json" };
import { near, oneLine, type Sort } from "../rules/names.ts";
import { baseRate, onlyAhead, span, told } from "../rules/period_words.ts";
import { cravings, type Row } from "../rules/rows.ts";
import { t, tn } from "../rules/sentences.ts";
import { ended, ranked, tally } from "../rules/triggers.ts";
import { helped } from "../rules/what_helped.ts";
import { days as counted } from "../rules/words.ts";
import { past, rows, today } from "../shell/day.ts";
import { instead } from "../shell/routes.ts";
import { TextLine } from "./fields.tsx";
import { Helped } from "./helped.tsx";
import { MetName } from "./met.tsx";
import { Choice, To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";
import { keepNames } from "./same_name.tsx";
import { useEverything } from "./rows_of.ts";
import type { ScreenProps } from "./screens.ts";

const SHOWN = 25;
const OFFERED = 8;
const SORTS: readonly (readonly [Sort, string])[] = [["trigger", t("Triggers")], ["skill", t("Skills")]];

/** `about` is `skill`, or empty for triggers; with `all` behind it everything ever written counts. */
export function Triggers({ about }: ScreenProps): JSX.Element | null {
  const [sort, ever] = [about.startsWith("skill") ? "skill" as const : "trigger" as const, about.endsWith("all")];
  const every = useEverything(ever);
  const held = ever ? every : rows.value;
  const period = ending(today.value, limits.trigger_days);
  return (
    <>
      <Choice label={t("Show")} value={sort} of={SORTS} chosen={(one) => instead("names", ever ? `${one} all` : one)} />
      <Choice label={t("Written")} value={ever ? "all" : "lately"} of={[["lately", t("In 4 weeks")], ["all", t("At any time")]]} chosen={(one) => instead("names", one === "all" ? `${sort} all` : sort)} />
      {held === null ? <p role="status">{t("Reading…")}</p> : <Of held={held} sort={sort} period={ever ? null : period} />}
    </>
  );
}

function Of({ held, sort, period }: { readonly held: readonly Row[]; readonly sort: Sort; readonly period: ReturnType<typeof ending> | null }): JSX.Element {
  const coping = sort === "skill";
  const met = tally(held, sort, period);
  const all = ended(cravings(held).filter(({ day }) => period === null || within(period, day)));
  const ordered = (coping ? ranked(met) : met).slice(0, SHOWN);
  const most = Math.max(1, ...met.map(({ count }) => count));
  const called = coping ? t(told.what_was_done) : t(told.what_set_off);
  return (
    <section class="group" aria-labelledby="met">
      <h2 id="met">{called}</h2>
      {period !== null && <p class="fact">{counted(limits.trigger_days)}, {span(period)}</p>}
      {met.length === 0 && <p>{coping ? t("Nothing here yet. What you did can be written with any craving.") : t("Nothing here yet. What set it off can be written with any craving.")}</p>}
      {ordered.map((one) => (
        <To key={one.name} screen="name" about={`${sort} ${one.name}`} kind="met">
          <MetName met={one} most={most} count={one.count} />
        </To>
      ))}
      {met.length > SHOWN && <p class="fact">{tn("and 1 more", "and {count} more", met.length - SHOWN)}</p>}
      {met.length > 0 && (
        <p class="fact">{t(told.passed_means)} {all.known > 0 && baseRate(all)} {met.some(({ known }) => known >= limits.fewest_known) && t(told.share_means, { count: limits.fewest_known })} {onlyAhead(met)} {coping && t(told.in_order)}</p>
      )}
    </section>
  );
}

/** `about` is a sort and a name: what else is counted under it, what it is to be called, and which other name it is. */
export function NameScreen({ about }: ScreenProps): JSX.Element | null {
  const sort: Sort = about.startsWith("skill ") ? "skill" : "trigger";
  const name = about.slice(sort.length + 1);
  const typed = useSignal(name);
  const every = useEverything();
  if (name === "") return <Triggers about={about} />;
  if (every === null) return <p role="status">{t("Reading…")}</p>;
  const names = listed(every, sort);
  const own = names.find((one) => one.name === name);
  const others = names.filter((one) => one.name !== name);
  const alike = [...others.filter((one) => near(one.name, name)), ...others.filter((one) => !near(one.name, name))].slice(0, OFFERED);
  const leave = (kept: boolean, to: string): void => void (kept && instead("name", `${sort} ${to}`));
  const rename = (): void => {
    const called = oneLine(typed.peek());
    if (called !== "") void keepNames(`${sort} rename`, (there) => renamed(there, sort, name, called), t("Counted as: {name}", { name: shown(called) })).then((kept) => leave(kept, called));
  };
  const merge = (into: string): void =>
    void keepNames(`${sort} merge`, (there) => merged(there, sort, name, into, past.peek() ?? undefined), t("Counted as: {name}", { name: shown(into) })).then((kept) => leave(kept, into));
  return (
    <>
      <h2 class="month-name">{shown(name)}</h2>
      <LastSaid />
      {own !== undefined && <p class="fact">{tn("with 1 craving", "with {count} cravings", own.count)}{own.also.length > 0 ? t("; also {names}", { names: own.also.map(shown).join(", ") }) : ""}</p>}
      <TextLine label={t("New name for it")} value={typed.value} change={(text) => (typed.value = text)} />
      <button type="button" class="wide" disabled={oneLine(typed.value) === "" || oneLine(typed.value) === name} onClick={rename}>{t("Keep this name")}</button>
      <Helped pairs={helped(every, ending(today.value, limits.lookback_days)).filter((pair) => pair[sort] === name)} named={sort} />
      {alike.length > 0 && (
        <section class="group" aria-labelledby="same">
          <h2 id="same">{t("Is it the same as one of these?")}</h2>
          <div class="names">{alike.map((one) => <button key={one.name} type="button" onClick={() => merge(one.name)}>{shown(one.name)}</button>)}</div>
        </section>
      )}
      <p class="fact">{t("Entries keep the words you wrote, and search finds them.")}</p>
    </>
  );
}
