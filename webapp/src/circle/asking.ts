// A request for help as it stands: whom it was for, whose device has it, who answered, and when calling is the better way.
// Nothing that a server says counts as reached. Equal to recovery/circle/asking.py.

import circle from "../data/circle.json" with { type: "json" };
import { byCodePoint } from "../records/json.ts";
import { otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import type { How, Said, Want } from "./records.ts";
import { receipts, standing } from "./standing.ts";


export interface Answered {
  readonly name: string;
  readonly how: How;
  readonly at: string;
}

export interface Asking {
  readonly id: string;
  readonly at: string;
  readonly want: Want | null;
  readonly open: boolean;
  readonly asked: readonly string[];
  /** Whose server has taken it. */
  readonly taken: readonly string[];
  readonly haveIt: readonly string[];
  readonly notReached: readonly string[];
  readonly answers: readonly Answered[];
}

/** What this device knows of one link of those asked. */
export interface AskedLink {
  readonly member: Member;
  readonly said: readonly Said[];
  /** Ids of records on their way. */
  readonly unsent: ReadonlySet<string>;
  /** This device has met the link; where it has not, and cannot now, a request could not be put into it. */
  readonly met: boolean;
}

/** How a request stands; null where there is no such one. */
export function askingOf(links: readonly AskedLink[], id: string): Asking | null {
  const asked = links.flatMap(({ member, said, unsent }) => {
    const own = standing(said, sideOf(member)).helps.find((help) => help.id === id);
    if (!own) return [];
    const answers = standing(said, otherSide(member)).answers.filter((answer) => answer.help === id);
    const hasIt = receipts(said, otherSide(member)).has(own.record);
    return [{ name: member.name, own, hasIt, taken: !unsent.has(own.record), answers }];
  });
  const [first] = asked;
  if (!first) return null;
  const names = (of: readonly { readonly name: string }[]): readonly string[] => of.map(({ name }) => name);
  const unmet = links.filter(({ met }) => !met).map(({ member }) => member.name);
  const answers = asked.flatMap(({ name, answers: given }) => given.map(({ how, at }) => ({ name, how, at })));
  return {
    id, at: first.own.at, want: first.own.want, open: asked.some(({ own }) => own.open), asked: [...names(asked), ...unmet],
    taken: names(asked.filter(({ taken }) => taken)), haveIt: names(asked.filter(({ hasIt }) => hasIt)),
    notReached: [...names(asked.filter(({ hasIt }) => !hasIt)), ...unmet], answers: answers.sort((one, other) => byCodePoint(one.at, other.at)),
  };
}

/** What the person needs to hear after so many seconds. */
export function stepOf({ answers, asked, haveIt }: Asking, seconds: number): "sent" | "nobody yet" | "call" {
  // Who cannot just now leaves the others to be waited for; where nobody can, there is nobody to wait for.
  const somebody = answers.some(({ how }) => how !== "cannot");
  const nobodyLeft = asked.every((name) => answers.some((answer) => answer.name === name));
  if (!somebody && (seconds >= circle.unanswered_seconds || nobodyLeft)) return "call";
  return !haveIt.length && seconds >= circle.unheard_seconds ? "nobody yet" : "sent";
}
