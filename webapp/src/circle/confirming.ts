// Who may confirm that something proposed was done, and from when on; what anybody else says of it does not hold. Equal to
// recovery/circle/confirming.py: beside a counselor only the counselor confirms, and a visit only once its time has come.

import type { Member } from "./member.ts";
import type { Side } from "./records.ts";
import type { Proposal, Standing } from "./standing.ts";

/** Whether that party of the link may confirm: the role is that of whoever was asked in. */
export function mayConfirm({ role }: Pick<Member, "role">, side: Side): boolean {
  return role !== "counselor" || side === "b";
}

/** Whether the time of a visit has come; `now` in milliseconds. Something to do has no such time. */
export function hasCome({ at }: Pick<Proposal, "at">, now: number): boolean {
  return at === null || Date.parse(at) <= now;
}

/** What that party says, without the confirmations that do not hold. */
export function asItHolds(member: Pick<Member, "role">, side: Side, said: Standing, now: number): Standing {
  const may = mayConfirm(member, side);
  return { ...said, proposals: said.proposals.map((one) => ({ ...one, confirmed: one.confirmed && may && hasCome(one, now) })) };
}
