// The Markdown of a page as recovery/exchange/counselor/markdown.py writes it, taken apart into blocks of plain words. What is
// not of that form is words; a backslash before a sign is the sign.

export type Block =
  | { readonly is: "title" | "heading" | "words"; readonly text: string }
  | { readonly is: "list"; readonly items: readonly string[] }
  | { readonly is: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly is: "rule" };

const LINES_LIMIT = 20_000;
const RULE = /^\|(?:-+:?\|)+$/u;

export function blocks(text: string): readonly Block[] {
  const lines = text.split(/\r?\n/u, LINES_LIMIT);
  const found: Block[] = [];
  for (let place = 0; place < lines.length; ) {
    const taken = list(lines, place) ?? table(lines, place) ?? one(lines[place] ?? "");
    if (taken.block !== null) found.push(taken.block);
    place += taken.lines;
  }
  return found;
}

interface Taken {
  readonly block: Block | null;
  readonly lines: number;
}

function list(lines: readonly string[], from: number): Taken | null {
  const items: string[] = [];
  for (let line = lines[from]; line?.startsWith("- "); line = lines[from + items.length]) items.push(plain(line.slice(2)));
  return items.length > 0 ? { block: { is: "list", items }, lines: items.length } : null;
}

function table(lines: readonly string[], from: number): Taken | null {
  const isRow = (line: string | undefined): line is string => line !== undefined && line.startsWith("| ") && line.endsWith(" |");
  const head = lines[from];
  if (!isRow(head) || !RULE.test(lines[from + 1] ?? "")) return null;
  const rows: (readonly string[])[] = [];
  for (let line = lines[from + 2]; isRow(line); line = lines[from + 2 + rows.length]) rows.push(cells(line));
  return { block: { is: "table", head: cells(head), rows }, lines: rows.length + 2 };
}

function cells(line: string): readonly string[] {
  return line.slice(1, -1).split(/(?<!\\)\|/u).map((cell) => plain(cell.trim()));
}

function one(line: string): Taken {
  if (line.trim() === "") return { block: null, lines: 1 };
  if (line === "---") return { block: { is: "rule" }, lines: 1 };
  if (line.startsWith("# ")) return { block: { is: "title", text: plain(line.slice(2)) }, lines: 1 };
  if (line.startsWith("## ")) return { block: { is: "heading", text: plain(line.slice(3)) }, lines: 1 };
  return { block: { is: "words", text: plain(line) }, lines: 1 };
}

function plain(line: string): string {
  return line.replace(/\\([!-/:-@[-`{-~])/gu, "$1");
}
