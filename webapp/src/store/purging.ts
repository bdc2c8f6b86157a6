// Out for good, here and on every device, with its history: one row, or all that was written of the days before one, also
// what was removed and could be brought back. No undo brings it back. Equal to recovery/store/erasing.py, as far as a phone has
// copies of its own: it has none beside the rows, their history and what follows from both.

import { isDeleted, erased } from "../records/documents.ts";
import { namesIn, unusedNames, type HistoryNames } from "../rules/names_unused.ts";
import { unusedWeeks } from "../rules/weeks_unused.ts";
import { openCommand, sealCommand, type Played } from "./history.ts";
import type { Ref } from "./journal.ts";
import { refOf, type Held, type Session } from "./session.ts";
import { all, numbered } from "./tables.ts";

const PAGE = 256;

/** Every record that has, or had when it was removed, a day before that one. */
export async function ofDaysBefore(session: Session, day: string): Promise<readonly Held[]> {
  const ids: string[] = [];
  for await (const [id] of all(session.tables, "rows")) ids.push(id);
  const found: Held[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    await session.fetch(page);
    for (const id of page) {
      const held = await session.held(id);
      const lived = held === null ? null : dayOf(held);
      if (held !== null && lived !== null && lived < day) found.push(held);
    }
  }
  return found;
}

function dayOf({ shown, document }: Held): string | null {
  if (document === null || document.erased || (shown === null && !isDeleted(document))) return null;
  const day = shown === null ? document.fields.get("day")?.value : shown["day"];
  return typeof day === "string" ? day : null;
}

/** Take these out for good, inside a command that erases, and what was said of names and weeks that nothing carries any more. */
export async function eraseAll(session: Session, helds: readonly Held[]): Promise<void> {
  await eraseThese(session, helds);
  const rows = await session.presentRows();
  const gone: readonly Ref[] = [
    ...unusedWeeks(rows).map((local) => ({ kind: "feedback", local })),
    ...(rows.some(({ kind }) => kind === "alias") ? unusedNames(rows, await namesInHistory(session)).map((local) => ({ kind: "alias", local })) : []),
  ];
  const unused = await Promise.all(gone.map(({ kind, local }) => session.place(kind, local)));
  await eraseThese(session, unused.flatMap(({ held }) => (held?.shown ? [held] : [])));
}

async function eraseThese(session: Session, helds: readonly Held[]): Promise<void> {
  await forgetHistory(session, helds);
  for (const held of helds) session.write(held, erased(held.document?.kind ?? "", held.document?.count ?? 0), null);
  session.forgetPlayed();
}

/** Take what history says of these records out of it. */
export async function forgetHistory(session: Session, helds: readonly Held[]): Promise<void> {
  const refs = new Map<number, Ref[]>();
  for (const held of helds) for (const number of held.commands) refs.set(number, [...(refs.get(number) ?? []), refOf(held)]);
  for (const [number, gone] of refs) {
    const record = session.rewritten.get(number) ?? (await session.tables.get("history", numbered(number)));
    if (!record) continue;
    const command = await openCommand(session.vault.content, number, record);
    const names = new Set(gone.map(nameOf));
    const changes = command.changes.filter(({ ref }) => !names.has(nameOf(ref)));
    session.rewritten.set(number, { ...(await sealCommand(session.vault.content, { ...command, changes })), after: record.after });
  }
  for (const held of helds) held.commands = [];
}

function nameOf({ kind, local }: Ref): string {
  return `${kind}\0${local}`;
}

/** The names that history still holds: of what was changed, before and after, and of what was removed. */
async function namesInHistory(session: Session): Promise<HistoryNames> {
  const found: Played[] = [];
  for await (const [key, record] of all(session.tables, "history")) {
    const command = await openCommand(session.vault.content, Number(key), session.rewritten.get(Number(key)) ?? record);
    found.push(...command.changes);
  }
  return namesIn(found);
}
