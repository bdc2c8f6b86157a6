/** A reward agreed with a counselor: proposed, agreed to, given and ended. It counts what the counselor confirmed alone. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Known } from "../circle/circle.ts";
import { circle, line, said } from "../circle/lines.ts";
import { MOST_TIMES, confirms, presentReward, rewards, type Reward } from "../circle/rewards.ts";
import { oneLine } from "../rules/names.ts";
import { t, tn } from "../rules/sentences.ts";
import { journal } from "../shell/journal.ts";
import { TextLine } from "./fields.tsx";
import type { Act } from "./member.tsx";

type State = "open" | "given" | "over";

export function Rewards({ one: { person, own, theirs }, act }: { readonly one: Known; readonly act: Act }): JSX.Element | null {
  if (person.role !== "counselor") return null;
  const name = line(person.name);
  const all = rewards(person, own, theirs);
  const say = ({ id, text, times }: Pick<Reward, "id" | "text" | "times">, state: State): void => act(async () => {
    const taken = await journal.peek()?.circle.give(person.id, { what: "reward", id, text, times, state });
    return taken === true ? t(said.sent_to, { name, what: circle.kinds.reward }) : t("It was kept, and goes out at the next connection.");
  });
  const isOpen = presentReward(all) !== null || all.some(({ state, mine }) => state === "proposed" && mine);
  return (
    <section class="card" aria-labelledby="rewards">
      <h2 id="rewards">{t("A reward agreed with each other")}</h2>
      {all.filter(({ state }) => state !== "over").map((reward) => (
        <div key={reward.id} class="group">
          <p>{rewardLine(name, reward)}</p>
          {reward.state === "proposed" && !reward.mine && presentReward(all) === null && <button type="button" class="wide" onClick={() => say(reward, "open")}>{t("Agree to it")}</button>}
          {reward.state === "earned" && confirms(person) && <button type="button" class="wide" onClick={() => say(reward, "given")}>{t("I have given it")}</button>}
          {reward.state !== "given" && <button type="button" class="wide" onClick={() => say(reward, "over")}>{reward.state === "proposed" && !reward.mine ? t("Decline it") : t("End it")}</button>}
        </div>
      ))}
      {!isOpen && <Propose counts={confirms(person) ? t("It counts only what you confirm.") : t("It counts only what {name} confirms.", { name })} propose={(text, times) => say({ id: crypto.randomUUID(), text, times }, "open")} />}
    </section>
  );
}

/** How one stands, in the words of the terminal. */
function rewardLine(name: string, { text, times, confirmed, state, mine }: Reward): string {
  const values = { name, text: line(text), after: tn("after {count} confirmed visit or task", "after {count} confirmed visits or tasks", times), confirmed };
  if (state === "proposed") return t(mine ? said.reward_mine : said.reward_theirs, values);
  if (state === "agreed") return `${t(said.reward_agreed, values)} ${t(said.reward_confirmed, values)}`;
  return t(state === "earned" ? said.reward_earned : said.reward_given, values);
}

function Propose({ counts, propose }: { readonly counts: string; readonly propose: (text: string, times: number) => void }): JSX.Element {
  const [open, text, times] = [useSignal(false), useSignal(""), useSignal("4")];
  const count = Number(times.value);
  const isWhole = oneLine(text.value) !== "" && [...text.value].length <= circle.line_length && Number.isInteger(count) && count >= 1 && count <= MOST_TIMES;
  if (!open.value) return <button type="button" class="wide" onClick={() => (open.value = true)}>{t("Propose a reward")}</button>;
  return (
    <form class="group" onSubmit={(event) => { event.preventDefault(); propose(oneLine(text.peek()), count); open.value = false; }}>
      <TextLine label={t("What is the reward?")} value={text.value} change={(typed) => (text.value = typed)} />
      <TextLine label={t("After how many confirmed visits or tasks?")} mode="numeric" value={times.value} change={(typed) => (times.value = typed)} />
      <p class="fact">{counts}</p>
      <button class="wide strong" disabled={!isWhole}>{t("Propose it")}</button>
      <button type="button" class="wide" onClick={() => (open.value = false)}>{t("Leave it")}</button>
    </form>
  );
}
