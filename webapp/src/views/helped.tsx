/** What helped with what: a skill with a trigger, and below it the same trigger without the skill. */

import type { JSX } from "preact";
import limits from "../data/limits.json" with { type: "json" };
import { ending } from "../rules/calendar.ts";
import { shown } from "../rules/entries.ts";
import { aliases } from "../rules/names.ts";
import { told } from "../rules/period_words.ts";
import * as read from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import { brief, byTrigger, helped, helpedBefore, notes, sentences, type Helped as Pair } from "../rules/what_helped.ts";
import { rows, today } from "../shell/day.ts";
import type { ScreenProps } from "./screens.ts";

/** `named`: the pairs are those of one trigger or of one skill, whose name stands above. */
export function Helped({ pairs, named = null }: { readonly pairs: readonly Pair[]; readonly named?: "trigger" | "skill" | null }): JSX.Element | null {
  if (pairs.length === 0) return null;
  return (
    <section class="group" aria-labelledby="helped">
      <h3 id="helped">{t(told.helped_heading)}</h3>
      {byTrigger(pairs).map(({ trigger, own }) => (
        <div key={trigger} class="group">
          {named !== "trigger" && <strong>{shown(trigger)}</strong>}
          {own.map((pair) => <Sentences key={pair.skill} pair={pair} />)}
        </div>
      ))}
      <p class="fact">{notes(pairs).join(" ")}</p>
    </section>
  );
}

function Sentences({ pair }: { readonly pair: Pair }): JSX.Element {
  const [first, ...others] = sentences(pair);
  return <div class="met"><span class="met-name">{first}</span>{others.map((sentence) => <small key={sentence}>{sentence}</small>)}</div>;
}

/** While a craving lasts: what it passed after before with the same trigger. `about` is the craving's id. */
export function HelpedBefore({ about }: ScreenProps): JSX.Element | null {
  const held = rows.value ?? [];
  const row = held.find((one) => one.kind === "craving" && one["id"] === about);
  if (row === undefined) return null;
  const triggers = aliases(held, "trigger").allShown(read.craving(row).triggers);
  const pair = helpedBefore(helped(held, ending(today.value, limits.lookback_days)), triggers);
  return pair === null ? null : <p>{brief(pair)}</p>;
}
