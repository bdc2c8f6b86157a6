// Every comparison of a look-back, in the terminal's order; what they cost is why they are made in a worker.

import type { Claim, Look } from "./claims.ts";
import { level, silence, swing } from "./lately.ts";
import { coping, triggers } from "./name_patterns.ts";
import { hours } from "./sampled_hours.ts";
import { halt, medication, mood, sleep, weekdays } from "./time_patterns.ts";

const COMPARISONS: readonly ((look: Look) => Claim[])[] = [hours, weekdays, triggers, coping, sleep, mood, halt, medication, level, swing, silence];

export function claimsOf(look: Look): Claim[] {
  if (look.onlyMoments) return hours(look);
  return COMPARISONS.flatMap((comparison) => comparison(look));
}
