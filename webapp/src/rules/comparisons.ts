// Every comparison of a look-back, in the terminal's order; what they cost is why they are made in a worker.
// Equal to parts of recovery/insights/patterns.py.

import { enough, type Claim, type Look } from "./claims.ts";
import { level, rate, silence, swing } from "./lately.ts";
import { coping, triggers } from "./name_patterns.ts";
import { runUp } from "./run_up.ts";
import { hours } from "./sampled_hours.ts";
import { halt, medication, mood, sleep, weekdays } from "./time_patterns.ts";

const COMPARISONS: readonly ((look: Look) => Claim[])[] = [hours, weekdays, triggers, coping, sleep, mood, halt, medication, level, swing, silence, rate];

export function claimsOf(look: Look): Claim[] {
  return [...ofCravings(look), ...runUp(look)];
}

/** All where there are enough cravings, else hours alone where random check-ins are enough. */
function ofCravings(look: Look): Claim[] {
  if (enough(look.cravings)) return COMPARISONS.flatMap((comparison) => comparison(look));
  return enough(look.moments) ? hours(look) : [];
}
