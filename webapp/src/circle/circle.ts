// The circle as views have it: who is in it, what each sees and says, help asked for and answered. No view meets a key.

import type { Day } from "../rules/rows.ts";
import type { Asking } from "./asking.ts";
import type { Sent } from "./kept.ts";
import type { Member, Role, Share, Weekday } from "./member.ts";
import type { Cheer, How, Want } from "./records.ts";
import type { Help, Standing } from "./standing.ts";

/** In one word. Ended, removed and run out read the same. */
export type LinkState = "invited" | "open" | "paused" | "ended";

/** Somebody in the circle, without the keys of the link. */
export type Person = Omit<Member, "seed" | "account" | "theirs" | "ring">;

/** One link as this device knows it: what the other side says, what this side says, and what there is to say of it. */
export interface Known {
  readonly person: Person;
  readonly state: LinkState;
  readonly theirs: Standing;
  readonly own: Standing;
  readonly notices: readonly string[];
  readonly stopped: string | null;
  readonly heldBack: boolean;
  readonly sent: readonly Sent[];
}

/** A request of somebody else that is not over; `answered` is what this side answered. */
export interface Request {
  readonly person: Person;
  readonly help: Help;
  readonly answered: How | null;
}

/** Who asked not long ago, and is all right now. */
export interface AllRight {
  readonly person: Person;
  readonly id: string;
}

/** One thing that goes to one person by hand, after it was seen. `body` is the counselor's page in Markdown; `done`: it was
 * done already, and is confirmed at once. */
export type Given =
  | { readonly what: "mark"; readonly text: string }
  | { readonly what: "page"; readonly period: string; readonly body: string }
  | { readonly what: "task"; readonly text: string; readonly due: Day | null; readonly done?: boolean }
  | { readonly what: "visit"; readonly at: string; readonly where: string | null; readonly done?: boolean }
  | { readonly what: "reward"; readonly id: string; readonly text: string; readonly times: number; readonly state: "open" | "given" | "over" };

/** A pairing with somebody beside: `shown` shows the words and the code, `same` the digits. */
export interface Beside {
  readonly shown: (invitation: { readonly words: string; readonly code: string; readonly server: string }) => void;
  readonly same: (digits: string) => Promise<boolean>;
  readonly stop: AbortSignal;
}

export interface Invited {
  readonly name: string;
  readonly role: Role;
  readonly shares: readonly Share[];
  readonly until: Day;
  readonly me: string | null;
  readonly due: string | null;
  readonly graceH: number | null;
  readonly server: string;
}

/** What of a link may be changed later. */
export interface Changes {
  readonly shares?: readonly Share[];
  readonly until?: Day;
  readonly due?: string | null;
  readonly graceH?: number | null;
  readonly notice?: boolean;
  readonly paused?: boolean;
  readonly weekly?: Weekday | null;
}

export interface Circle {
  /** Everybody who stands in the list: a link that is over does for 90 days. */
  everybody(): Promise<readonly Known[]>;
  /** Throws `no_such_row`. */
  one(id: string): Promise<Known>;
  /** What others ask for now, the newest last. */
  requests(): Promise<readonly Request[]>;

  /** Who is all right now, of those who asked within a day; `noteAllRight` puts it away. */
  allRight(): Promise<readonly AllRight[]>;
  noteAllRight(given: AllRight): Promise<void>;

  /** Ask all who agreed to be asked, or these of them, or say more of what was asked under that id; what a server does not take now goes out with the next run. Throws
   * `nobody_to_ask`. */
  ask(id: string, want: Want | null, words: string | null, whom?: readonly string[]): Promise<void>;
  /** How a request of this side stands; null where there is none of that id. */
  asking(id: string): Promise<Asking | null>;
  /** The newest request of this side that is not over. */
  ownOpen(): Promise<Asking | null>;
  /** Those who can be asked. */
  canBeAsked(): Promise<readonly Person[]>;
  /** Take in what came on the links of those who were asked, and say to all of them who answered. */
  look(): Promise<void>;
  /** Every open request of this side is over; whether all servers have taken that. */
  over(): Promise<boolean>;
  /** Answer whatever they ask for now; whether the server has taken it. */
  answer(person: string, how: How): Promise<boolean>;
  cheer(person: string, which: Cheer): Promise<boolean>;

  /** Say that the next hours are hard, to all who can be asked or to these; the names of those whose server has taken it. */
  hard(hours: number, whom?: readonly string[]): Promise<readonly string[]>;
  /** Whether the server has taken it. Throws `too_long` for a page that is. */
  give(person: string, given: Given): Promise<boolean>;
  /** Say that what this side proposed was done. */
  confirm(person: string, proposal: string): Promise<boolean>;
  /** Those for whom this week's page is due. */
  pagesDue(): Promise<readonly Person[]>;

  /** Open a link; gives the invitation, which nobody can show again. */
  invite(given: Invited): Promise<{ readonly id: string; readonly link: string }>;
  /** Take an invitation up. Throws `no_invitation`, `invitation_used`, `invitation_own`, `invitation_known`. */
  accept(link: string, name: string | null): Promise<string>;
  /** Whether an invitation was taken up here already, or is of this side's own. Throws `no_invitation`. */
  knows(link: string): Promise<boolean>;
  /** Both with somebody who stands beside; gives the member's id. */
  inviteBeside(given: Invited, pairing: Beside): Promise<string>;
  acceptBeside(code: string, server: string, name: string | null, pairing: Pick<Beside, "same" | "stop">): Promise<string>;
  /** What both sides compare. */
  fingerprint(person: string): Promise<string>;
  compared(person: string): Promise<void>;
  /** Whether the server has heard of it. */
  change(person: string, changes: Changes): Promise<boolean>;
  /** End these links, or all: here and at once, without a network too. Whether all servers have heard of it. */
  end(people: readonly string[] | "all"): Promise<boolean>;

  /** Take a link that is over off this device, with all that is kept of it. */
  forget(person: string): Promise<void>;

  /** Put other keys in this side's place in every link, as after a device was lost; gives the names of those left. */
  renew(): Promise<readonly string[]>;
  /** Carry all links; the instant in milliseconds at which a day that waits is due. */
  carry(): Promise<number | null>;
  /** Calls `woken` whenever a link has something, until `stop`. */
  watch(woken: () => void, stop: AbortSignal): Promise<void>;
}
