// A page as a link that is read once (recovery/circle/giving.py): an invitation under another number, with the page in it.
// It is claimed by a journal that lives in memory alone; what it held is shown, and erased at the server.

import type { Day } from "../rules/rows.ts";
import { Failure } from "../store/journal.ts";
import type { Journal } from "../store/journal.ts";
import { MemoryTables } from "../store/memory.ts";
import { openJournal } from "../sync/open.ts";
import { whoInvites } from "./opening.ts";

const GIVEN = "#2";
const INVITATION = "#1";
const BODY_LETTERS = 300_000;

export interface GivenPage {
  readonly period: string;
  readonly body: string;
  /** The server has said that it is erased there; else it is once its time is over. */
  readonly erased: boolean;
}

export function isGiven(link: string): boolean {
  return link.includes(GIVEN);
}

function asInvitation(link: string): string {
  return link.replace(GIVEN, INVITATION);
}

/** Who gives it, null where they did not say; nothing is claimed. Throws `invitation_used` where it was read or has run out. */
export async function whoGives(link: string, day: Day): Promise<string | null> {
  const { label } = await whoInvites(asInvitation(link), day);
  return label === "page" ? null : label;
}

/** Claims a page and reads it; where the network fails on the way, the same reader goes on from where it was. */
export class Reader {
  private readonly link: string;
  private journal: Journal | null = null;

  constructor(link: string) {
    this.link = asInvitation(link);
  }

  /** The page; the server is asked to erase it. Throws `invitation_used`. */
  async open(): Promise<GivenPage> {
    return (await this.goOn()) ?? (await this.begin()) ?? this.lost();
  }

  private async begin(): Promise<GivenPage | null> {
    const journal = await openJournal({ tables: new MemoryTables(), stretch: noPassphrase, now: () => Date.now() });
    await journal.create({ timezone: "UTC", day_starts: "00:00" });
    this.journal = journal;
    await journal.circle.accept(this.link, null);
    return this.goOn();
  }

  private async goOn(): Promise<GivenPage | null> {
    const circle = this.journal?.circle;
    const [claimed] = (await circle?.everybody()) ?? [];
    if (circle === undefined || claimed === undefined) return null;
    await circle.carry();
    const { person, theirs } = await circle.one(claimed.person.id);
    const [page] = theirs.pages;
    const body = page?.text("body", BODY_LETTERS) ?? null;
    if (page === undefined || body === null) return null;
    return { period: page.text("period") ?? "", body, erased: await circle.end([person.id]) };
  }

  private lost(): never {
    throw new Failure("away");
  }
}

function noPassphrase(): Promise<never> {
  return Promise.reject(new Failure("wrong"));
}
