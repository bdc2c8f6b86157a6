/** Whoever reads what somebody in the circle says: their clock, and the emergency number where they are. */

import { computed } from "@preact/signals";
import type { Reader } from "../circle/lines.ts";
import { emergencyShort } from "../rules/numbers.ts";
import { clockOf, now } from "../shell/day.ts";
import { numbersOf, settings } from "../shell/settings.ts";

export const reader = computed<Reader>(() => ({
  now: now.value, timezone: clockOf.value.timezone, emergency: emergencyShort(numbersOf(settings.value)),
}));
