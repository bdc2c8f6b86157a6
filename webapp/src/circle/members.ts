// The journal's rows of kind `member`, read and changed; every change is a command that nothing takes back.

import type { Core } from "../store/core.ts";
import { CIRCLE, named, write } from "../store/editing.ts";
import { Failure } from "../store/journal.ts";
import type { Journal, Row } from "../store/journal.ts";
import type { Session } from "../store/session.ts";
import type { Columns } from "./side.ts";
import { memberOf } from "./member.ts";
import type { Member } from "./member.ts";

const KIND = "member";

export class Members {
  private readonly core: Core;
  private readonly journal: Pick<Journal, "rows">;

  constructor(core: Core, journal: Pick<Journal, "rows">) {
    this.core = core;
    this.journal = journal;
  }

  /** Everybody, those of links that are over too, in the order in which they came. */
  async all(): Promise<readonly Member[]> {
    return (await this.journal.rows({ kinds: [KIND] })).map(memberOf);
  }

  async find(id: string): Promise<Member> {
    const found = (await this.all()).find((member) => member.id === id);
    if (!found) throw new Failure("no_such_row");
    return found;
  }

  async add(columns: Columns): Promise<Member> {
    await this.core.change((session) => write(session, CIRCLE, [{ put: { kind: KIND, ...columns } }], "local"));
    return this.find(String(columns["id"]));
  }

  /** Give columns of the row their values; one that is not there any more, because another device took it out, stays so. */
  readonly change = async (member: Member, columns: Columns): Promise<Member> => {
    const row = await this.core.change(async (session: Session): Promise<Row | null> => {
      const ref = { kind: KIND, local: member.id };
      if (!(await named(session, ref))?.shown) return null;
      await write(session, CIRCLE, [{ put: { kind: KIND, id: member.id, ...columns } }], "local");
      return (await named(session, ref))?.shown ?? null;
    });
    return row ? memberOf(row) : member;
  };

  /** Erase somebody, keys and history too: a link that never came to be, or has long been over. */
  async drop(id: string): Promise<void> {
    await this.core.change((session) => write(session, CIRCLE, [{ erase: { kind: KIND, local: id } }], "local"));
  }
}
