// Whether the rules of its kind take a row, all of them: those of shapes.ts, and the one that needs a hash.

import { sha256 } from "../crypto/primitives.ts";
import { hex, utf8 } from "../records/bytes.ts";
import { refusal } from "../records/shapes.ts";
import type { Row } from "../records/shapes.ts";
import { casefold, oneLine } from "../rules/names.ts";

/** As `refusal` of shapes.ts. */
export async function refused(row: Row): Promise<string | null> {
  const column = refusal(row);
  if (column !== null || row.kind !== "alias") return column;
  return row["id"] === (await aliasId(String(row["of"]), String(row["name"]))) ? null : "";
}

/** It follows from the name, so that two devices say what they say of it in one record; equal to recovery/aliases. */
export async function aliasId(of: string, name: string): Promise<string> {
  const hash = await sha256(utf8(`alias\n${of}\n${casefold(oneLine(name))}`));
  const bytes = hash.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
