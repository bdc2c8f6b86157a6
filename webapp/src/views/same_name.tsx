/** Whether a new name is one that is known already: asked once, kept either way. The entry keeps its words. */

import type { JSX } from "preact";
import { apart, merged, unasked, type SaidName } from "../rules/aliases.ts";
import { shown } from "../rules/entries.ts";
import limits from "../data/limits.json" with { type: "json" };
import { instantOf, milliseconds } from "../rules/clock.ts";
import type { Sort } from "../rules/names.ts";
import * as read from "../rules/rows.ts";
import type { Row } from "../rules/rows.ts";
import { t } from "../rules/sentences.ts";
import type { Edit } from "../rules/writing.ts";
import { now, past, presentNow, rows } from "../shell/day.ts";
import { keep } from "../shell/keeping.ts";
import { aliasId } from "../store/checking.ts";

const SORTS: readonly Sort[] = ["trigger", "skill"];
const DAY_MS = 86_400_000;

/** Names that came with these cravings, and look like others. */
export function SameName({ ids }: { readonly ids: readonly string[] }): JSX.Element | null {
  const [held, before] = [rows.value, past.value];
  if (held === null || before === null) return null;
  const pairs = SORTS.flatMap((sort) => unasked(held, sort, ids, before).map(([name, like]) => ({ sort, name, like })));
  const say = async (command: string, said: (rows: readonly Row[]) => readonly SaidName[], done: string): Promise<void> => {
    await keepNames(command, said, done);
    document.querySelector("h1")?.focus(); // what was touched is gone
  };
  if (pairs.length === 0) return null;
  return (
    <div class="group">
      {pairs.map(({ sort, name, like }) => (
        <section key={`${sort} ${name}`} class="card" aria-label={t("A new name")}>
          <p>{t("{name}: same as {like}?", { name: shown(name), like: shown(like) })}</p>
          <button type="button" class="wide" onClick={() => void say(`${sort} merge`, (there) => merged(there, sort, name, like, before), t("Counted as: {name}. The entry keeps your words.", { name: shown(like) }))}>{t("The same")}</button>
          <button type="button" class="wide quiet" onClick={() => void say(`${sort} apart`, () => [apart(sort, name)], t("Kept: {name} stays a name of its own.", { name: shown(name) }))}>{t("Something else")}</button>
        </section>
      ))}
    </div>
  );
}

/** The strong cravings of the last day, after which little was asked. */
export function leftInPeace(held: readonly Row[]): string[] {
  const since = instantOf(milliseconds(now.value) - DAY_MS);
  const strong = read.cravings(held).filter(({ written, intensity }) => intensity >= limits.warn_from && written !== null && written >= since);
  return strong.map(({ id }) => id);
}

/** Keep what is said of names, as one command; a name that was spoken of before keeps its spelling. */
export async function keepNames(command: string, said: (rows: readonly Row[]) => readonly SaidName[], done: string): Promise<boolean> {
  const there = (await presentNow()).rows;
  const known = new Map([...read.of(there, "alias")].map((row) => [read.text(row, "id"), row]));
  const edits = await Promise.all(said(there).map(async ({ of, name, same_as }): Promise<Edit> => {
    const id = await aliasId(of, name);
    return { put: { kind: "alias", id, of, name: known.get(id)?.["name"] ?? name, same_as } };
  }));
  return keep(command, edits, edits.length === 0 ? t("These two already count as one.") : done);
}
