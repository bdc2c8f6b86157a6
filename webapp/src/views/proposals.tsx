/** What they proposed, to be taken into the journal; and what this side proposed, to be confirmed once it was done. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { hasCome, mayConfirm } from "../circle/confirming.ts";
import type { Known } from "../circle/circle.ts";
import { line, proposalLine } from "../circle/lines.ts";
import type { Proposal } from "../circle/standing.ts";
import { commandOf, standsAlready, taken, type Proposed } from "../rules/proposals.ts";
import { t } from "../rules/sentences.ts";
import { rows } from "../shell/day.ts";
import { journal } from "../shell/journal.ts";
import { keep } from "../shell/keeping.ts";
import type { Act } from "./member.tsx";
import { reader } from "./reader.ts";

export function Proposals({ one: { person, theirs, own }, act }: { readonly one: Known; readonly act: Act }): JSX.Element | null {
  const kept = useSignal<readonly string[]>([]);
  const name = line(person.name);
  const proposed = ({ text, due, at }: Proposal): Proposed => ({ by: person.name, text, due, at });
  const there = (one: Proposal): boolean => kept.value.includes(one.id) || standsAlready(rows.value ?? [], proposed(one), reader.value.timezone);
  const take = async (id: string, wanted: Proposed): Promise<void> => {
    if (await keep(commandOf(wanted), (here) => taken(here, wanted), t("It is in your journal now."))) kept.value = [...kept.value, id];
  };
  const confirm = (id: string): void =>
    act(async () => ((await journal.peek()?.circle.confirm(person.id, id)) === true ? t("Sent to {name}: it was done.", { name }) : t("It was kept, and goes out at the next connection.")));
  const open = own.proposals.filter(({ confirmed }) => !confirmed);
  const may = mayConfirm(person, person.invited ? "a" : "b");
  if (!theirs.proposals.length && !open.length) return null;
  return (
    <section class="card" aria-labelledby="proposals">
      <h2 id="proposals">{t("Proposals")}</h2>
      {theirs.proposals.map((proposal) => (
        <div key={proposal.id} class="group">
          <p>{proposalLine(person.name, proposal, reader.value)}</p>
          {there(proposal) && <p class="fact">{t("It is in your journal.")}</p>}
          {!proposal.confirmed && !there(proposal) && (
            <button type="button" class="wide" onClick={() => void take(proposal.id, proposed(proposal))}>{t("Take it into my journal")}</button>
          )}
        </div>
      ))}
      {open.map((proposal) => (
        <div key={proposal.id} class="group">
          <p>{proposalLine(person.me ?? t("You"), proposal, reader.value)}</p>
          {may && hasCome(proposal, Date.parse(reader.value.now)) && <button type="button" class="wide" onClick={() => confirm(proposal.id)}>{t("Confirm that it was done")}</button>}
        </div>
      ))}
    </section>
  );
}
