// A reward that a person and a counselor agreed on: what it is, after how much, and how much was confirmed. Equal to
// recovery/circle/rewards.py: only what the counselor confirmed counts, so no free day that was only reported is ever paid for.

import { byCodePoint } from "../records/json.ts";
import type { Member } from "./member.ts";
import type { Offer, Standing } from "./standing.ts";

export const MOST_TIMES = 100;

export interface Reward {
  readonly id: string;
  readonly text: string;
  readonly times: number;
  readonly confirmed: number;
  readonly state: "proposed" | "agreed" | "earned" | "given" | "over";
  /** This side proposed it, or said it too. */
  readonly mine: boolean;
}

/** Whether this side is the counselor: the role is that of whoever was asked in. */
export function confirms({ role, invited }: Pick<Member, "role" | "invited">): boolean {
  return role === "counselor" && !invited;
}

/** Every reward of a link, as both sides say it; on a link without a counselor there is none. */
export function rewards(member: Pick<Member, "role" | "invited">, own: Standing, theirs: Standing): readonly Reward[] {
  if (member.role !== "counselor") return [];
  const confirming = confirms(member) ? own : theirs;
  const [mine, other] = [own, theirs].map(({ offers }) => new Map(offers.map((offer) => [offer.id, offer])));
  const ids = [...new Set([...(other?.keys() ?? []), ...(mine?.keys() ?? [])])].sort(byCodePoint);
  return ids.flatMap((id) => {
    const [here, there] = [mine?.get(id), other?.get(id)];
    const terms = here ?? there;
    if (terms === undefined) return [];
    const confirmed = confirming.proposals.filter((one) => one.confirmed && one.reward === id).length;
    const said = confirming.offers.find((offer) => offer.id === id);
    return [{ id, text: terms.text, times: terms.times, confirmed, state: stateOf(here, there, said, confirmed), mine: here !== undefined }];
  });
}

function stateOf(mine: Offer | undefined, other: Offer | undefined, confirming: Offer | undefined, confirmed: number): Reward["state"] {
  if (mine?.state === "over" || other?.state === "over") return "over";
  if (!mine || !other || mine.text !== other.text || mine.times !== other.times) return "proposed";
  if (confirming?.state === "given") return "given";
  return confirmed >= mine.times ? "earned" : "agreed";
}

/** The one that is agreed on now: what is confirmed counts towards it. */
export function presentReward(all: readonly Reward[]): Reward | null {
  return all.find(({ state }) => state === "agreed" || state === "earned") ?? null;
}
