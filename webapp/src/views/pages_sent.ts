/** The pages that somebody in the circle sent, as they are shown: by their period, the newest first. */

import { BODY_LIMIT } from "../circle/records.ts";
import type { Standing } from "../circle/standing.ts";

export interface PageSent {
  readonly id: string;
  readonly period: string;
  /** In Markdown. */
  readonly body: string;
}

export function pagesSent({ pages }: Standing): readonly PageSent[] {
  return pages.flatMap((page) => {
    const [period, body] = [page.text("period", 100) ?? "", page.text("body", BODY_LIMIT)];
    return body === null ? [] : [{ id: page.id, period, body }];
  }).sort((page, other) => (page.period < other.period ? 1 : -1));
}
