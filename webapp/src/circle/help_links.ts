// Help asked for and answered on the links of the journal on this device, all at once. Equal to recovery/circle/asking.py.

import { Failure } from "../store/journal.ts";
import { askingOf } from "./asking.ts";
import type { AskedLink, Asking } from "./asking.ts";
import type { AllRight, Person, Request } from "./circle.ts";
import { TOLD_KEPT, changeKept, linkKept, saidOf } from "./kept.ts";
import type { Link } from "./link.ts";
import { Links, personOf } from "./links.ts";
import { otherSide, sideOf } from "./member.ts";
import type { Member } from "./member.ts";
import type { How, Want } from "./records.ts";
import { askingOf as openOf, standing } from "./standing.ts";
import type { Help } from "./standing.ts";

const NEWS_MS = 24 * 3_600_000; // for so long it is news that a request is over
const ON_THE_WAY: readonly string[] = ["calling", "coming"];

export class HelpLinks extends Links {
  async requests(): Promise<readonly Request[]> {
    const found = (await this.everybody()).flatMap(({ person, state, theirs, own }): Request[] => {
      const help = state === "ended" ? null : openOf(theirs);
      return help ? [{ person, help, answered: own.answers.find((answer) => answer.help === help.id)?.how ?? null }] : [];
    });
    return found.sort((one, other) => (one.help.at < other.help.at ? -1 : 1));
  }

  async allRight(): Promise<readonly AllRight[]> {
    const found: AllRight[] = [];
    for (const member of await this.live()) {
      const kept = await linkKept(this.core, member.id);
      const { helps } = standing(saidOf(kept), otherSide(member));
      const [newest] = helps.slice(-1);
      const isNews = newest !== undefined && !newest.open && this.core.surroundings.now() - Date.parse(newest.at) < NEWS_MS;
      if (isNews && !kept.told.includes(newest.id)) found.push({ person: personOf(member), id: newest.id });
    }
    return found;
  }

  async noteAllRight({ person, id }: AllRight): Promise<void> {
    await changeKept(this.core, person.id, (kept) => void (kept.told = [...kept.told, id].slice(-TOLD_KEPT)));
  }

  async canBeAsked(): Promise<readonly Person[]> {
    return (await this.able()).map(personOf);
  }

  async ask(id: string, want: Want | null, words: string | null, whom?: readonly string[]): Promise<void> {
    const able = (await this.able()).filter((member) => whom?.includes(member.id) ?? true);
    if (!able.length) throw new Failure("nobody_to_ask");
    const values = { at: this.instant(), want, words, state: "open", answered_by: null };
    const more = { want, ...(words === null ? {} : { words }) };
    await this.send(able, async (link) => {
      const isThere = (await ownHelps(link)).some((help) => help.id === id);
      await link.say("help", isThere ? more : values, id);
    });
  }

  async asking(id: string): Promise<Asking | null> {
    return askingOf(await this.askedLinks(), id);
  }

  async ownOpen(): Promise<Asking | null> {
    const open = (await this.askedLinks()).flatMap(({ member, said }) => openOf(standing(said, sideOf(member))) ?? []);
    const newest = open.sort((one, other) => (one.at < other.at ? -1 : 1)).at(-1);
    return newest ? this.asking(newest.id) : null;
  }

  async look(): Promise<void> {
    const able = await this.able();
    await this.send(able, async () => undefined, true);
    await this.relay(able);
  }

  async over(): Promise<boolean> {
    const asked: Member[] = [];
    for (const member of await this.live()) {
      const said = saidOf(await linkKept(this.core, member.id));
      if (openOf(standing(said, sideOf(member)))) asked.push(member);
    }
    const taken = await this.send(asked, async (link) => {
      for (const help of await ownHelps(link)) if (help.open) await link.say("help", { state: "over" }, help.id);
    });
    return taken.length === asked.length;
  }

  async answer(person: string, how: How): Promise<boolean> {
    const at = this.instant();
    const taken = await this.send([await this.members.find(person)], async (link) => {
      const { helps } = standing(saidOf(await link.kept()), otherSide(link.member));
      for (const help of helps) if (help.open) await link.say("answer", { help: help.id, how, at }, help.id); // who asked twice is answered twice
    });
    return taken.length === 1;
  }

  /** Say to everybody who was asked who else is on the way, so not all set out; taken back once nobody else is. */
  protected async relay(members: readonly Member[]): Promise<void> {
    const coming: { readonly help: string; readonly id: string; readonly name: string }[] = [];
    const heard = new Set<string>(); // who has heard no answer takes none back that another device heard
    for (const member of await this.members.all()) {
      const { id, name } = member;
      const kept = await linkKept(this.core, id);
      for (const { help, how } of standing(saidOf(kept), otherSide(member)).answers) {
        heard.add(help);
        if (ON_THE_WAY.includes(how) && member.ended === null && kept.gone === null) coming.push({ help, id, name });
      }
    }
    const changed = (own: readonly Help[], to: Member): readonly (readonly [string, string | null])[] =>
      own.filter(({ id, open }) => open && heard.has(id)).flatMap(({ id, answeredBy }) => {
        const name = coming.find((one) => one.help === id && one.id !== to.id)?.name ?? null;
        return name === answeredBy ? [] : [[id, name] as const];
      });
    const waiting: Member[] = [];
    for (const member of members) {
      const { helps } = standing(saidOf(await linkKept(this.core, member.id)), sideOf(member));
      if (changed(helps, member).length) waiting.push(member);
    }
    await this.send(waiting, async (link) => {
      for (const [id, name] of changed(await ownHelps(link), link.member)) await link.say("help", { answered_by: name }, id);
    });
  }

  private async askedLinks(): Promise<readonly AskedLink[]> {
    return Promise.all((await this.able()).map(async (member) => {
      const kept = await linkKept(this.core, member.id);
      const unsent = Object.values(kept.records).filter((record) => record.unsent).map(({ id }) => id);
      return { member, said: saidOf(kept), unsent: new Set(unsent), met: kept.ring !== null };
    }));
  }
}

async function ownHelps(link: Link): Promise<ReturnType<typeof standing>["helps"]> {
  return standing(saidOf(await link.kept()), sideOf(link.member)).helps;
}
