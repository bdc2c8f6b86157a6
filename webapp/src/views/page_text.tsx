/** A page that somebody sent, in Markdown as the program writes it: headings, lists, tables and words. Whatever else stands in it
 * is words too: nothing is taken for markup, a link or a picture. */

import type { JSX } from "preact";
import { harmless } from "../rules/entries.ts";
import { blocks, type Block } from "../rules/markdown.ts";
import { t } from "../rules/sentences.ts";

export function PageText({ text, level = 2 }: { readonly text: string; readonly level?: 2 | 3 }): JSX.Element {
  return <>{blocks(harmless(text)).map((block, place) => <Part key={place} block={block} level={level} />)}</>;
}

function Part({ block, level }: { readonly block: Block; readonly level: 2 | 3 }): JSX.Element {
  switch (block.is) {
    case "title": return level === 2 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>;
    case "heading": return level === 2 ? <h3>{block.text}</h3> : <h4>{block.text}</h4>;
    case "rule": return <hr />;
    case "list": return <ul>{block.items.map((item, place) => <li key={place}>{item}</li>)}</ul>;
    case "table": return <Table head={block.head} rows={block.rows} />;
    case "words": return <p>{block.text}</p>;
  }
}

/** One that is wider than the screen is pushed aside by itself, also from a keyboard. */
function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }): JSX.Element {
  return (
    <div class="table" role="region" tabIndex={0} aria-label={head.filter((cell) => cell !== "").join(", ") || t("Table")}>
      <table>
        <thead><tr>{head.map((cell, place) => (cell === "" ? <td key={place} /> : <th key={place} scope="col">{cell}</th>))}</tr></thead>
        <tbody>{rows.map((row, place) => <tr key={place}>{row.map((cell, column) => <td key={column}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
