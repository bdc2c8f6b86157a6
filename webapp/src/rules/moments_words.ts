// What the report says of random check-ins, as recovery/insights/views/sentences.py does.

import type { Answered } from "./moments.ts";
import { told } from "./period_words.ts";
import { t, tn } from "./sentences.ts";

/** What became of them; empty where none was asked for. */
export function momentsSaid({ asked, answered, late: later, with_craving: count }: Answered): string {
  if (asked === 0) return "";
  const late = later > 0 ? tn(told.moments_late.one, told.moments_late.many, later) : "";
  const text = t(told.moments_asked, { answered, asked, late });
  return answered === 0 ? `${text}.` : t(told.moments_craving, { text, count, answered });
}
