/** A page that somebody in the circle sent, shown as text: nothing in it is a link, a picture or a script here. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Known } from "../circle/circle.ts";
import { line, said } from "../circle/lines.ts";
import { BODY_LIMIT } from "../circle/records.ts";
import { harmless } from "../rules/entries.ts";
import { t } from "../rules/sentences.ts";
import { journal, links } from "../shell/journal.ts";

/** `about` is the id of who sent it; the newest stands first. */
export function PageScreen({ about }: { readonly about: string }): JSX.Element | null {
  const one = useSignal<Known | "none" | null>(null);
  useEffect(() => void journal.peek()?.circle.one(about).then((known) => (one.value = known), () => (one.value = "none")), [about, links.value]);
  if (one.value === null) return null;
  if (one.value === "none") return <p>{t("Nobody in your circle is that one.")}</p>;
  const { person, theirs, state } = one.value;
  if (state === "ended") return <p>{said.sharing_ended}</p>;
  const pages = theirs.pages.flatMap((page) => {
    const [period, body] = [page.text("period", 100) ?? "", page.text("body", BODY_LIMIT)];
    return body === null ? [] : [{ id: page.id, period, body }];
  }).sort((page, other) => (page.period < other.period ? 1 : -1));
  return (
    <>
      <h2>{line(person.name)}</h2>
      {pages.length === 0 && <p>{said.nothing_yet}</p>}
      {pages.map(({ id, period, body }) => (
        <article key={id} class="card page" aria-label={t(said.a_page, { period: line(period) })}>
          {blocks(harmless(body)).map((block, place) => <Block key={place} block={block} />)}
        </article>
      ))}
    </>
  );
}

interface Part {
  readonly form: "heading" | "item" | "table" | "text";
  readonly lines: readonly string[];
}

/** Markdown as far as the page has it: headings, lists, tables and lines. */
function blocks(body: string): readonly Part[] {
  const found: Part[] = [];
  for (const text of body.split("\n")) {
    const form = text.startsWith("#") ? "heading" : /^\s*[-*] /u.test(text) ? "item" : text.startsWith("|") ? "table" : "text";
    const last = found.at(-1);
    if (form === "table" && last?.form === "table") found[found.length - 1] = { form, lines: [...last.lines, text] };
    else if (text.trim() !== "" && !/^-+$/u.test(text)) found.push({ form, lines: [text] });
  }
  return found;
}

function Block({ block: { form, lines } }: { readonly block: Part }): JSX.Element {
  const [text = ""] = lines;
  if (form === "heading") return <h3>{text.replace(/^#+\s*/u, "")}</h3>;
  if (form === "item") return <p class="item">{text.replace(/^\s*[-*] /u, "\u2022 ")}</p>;
  if (form === "text") return <p>{text.replace(/\*\*/gu, "")}</p>;
  const cells = lines.filter((row) => !/^[|\s:-]+$/u.test(row)).map((row) => row.split(/(?<!\\)\|/u).slice(1, -1).map((cell) => cell.trim()));
  const [head = [], ...rows] = cells;
  return (
    <div class="table" tabIndex={0} role="region" aria-label={t("Table: {name}", { name: head.find((cell) => cell !== "") ?? "" })}>
      <table>
        <thead><tr>{head.map((cell, place) => (cell === "" ? <td key={place} /> : <th key={place} scope="col">{cell}</th>))}</tr></thead>
        <tbody>{rows.map((row, number) => <tr key={number}>{row.map((cell, place) => <td key={place}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
