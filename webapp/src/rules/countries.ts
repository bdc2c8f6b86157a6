// The country whose clock a zone is: whose numbers are shown where nobody said another.
// Equal to parts of recovery/clock.py.

import zonesOf from "../data/countries.json" with { type: "json" };
import { canonical } from "./clock.ts";

const countries = new Map<string, string>();

/** The ISO 3166 code of the country of a zone; null for a zone of no country, such as UTC. */
export function countryOf(timezone: string): string | null {
  if (countries.size === 0) for (const [country, zones] of Object.entries(zonesOf)) for (const zone of zones.split(" ")) countries.set(zone, country);
  return countries.get(timezone) ?? countries.get(canonical(timezone)) ?? null;
}
