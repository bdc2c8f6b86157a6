/** Short cards in our own words, each with its source; all of them are there without a network. */

import type { JSX } from "preact";
import asked from "../data/asked.json" with { type: "json" };
import { cards } from "../rules/learn_cards.ts";
import { t } from "../rules/sentences.ts";
import { numbersOf, settings } from "../shell/settings.ts";
import { CardLines, placeOf } from "./command_leads.tsx";
import { NotReadYet, To } from "./parts.tsx";
import type { ScreenProps } from "./screens.ts";

/** `about` is the name of a card; empty for the list. */
export function Learn({ about }: ScreenProps): JSX.Element {
  const all = cards(numbersOf(settings.value));
  const card = all.find(({ name }) => name === about);
  if (card === undefined) return <>{all.map(({ name, title }) => <To key={name} screen="learn" about={name}>{title}</To>)}</>;
  return (
    <>
      <section class="group" aria-labelledby="card">
        <h2 id="card">{card.title}</h2>
        <CardLines lines={card.lines} />
        <p class="fact">{t(asked.source, { source: card.source })}</p>
        <NotReadYet />
      </section>
      {card.see.map((command) => {
        const place = placeOf(command);
        const name = place?.[2] || all.find((other) => other.name === place?.[1])?.title;
        return place === null ? null : <To key={command} screen={place[0]} about={place[1]}>{name}</To>;
      })}
      <To screen="learn" kind="quiet">{t("All cards")}</To>
    </>
  );
}
