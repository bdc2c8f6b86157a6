// The country whose clock a zone is: whose numbers are shown where nobody said another.

import zonesOf from "../data/countries.json" with { type: "json" };
import { canonical } from "./clock.ts";

/** The ISO 3166 code of the country of a zone; null for a zone of no country, such as UTC. */
export function countryOf(timezone: string): string | null {
  const kept = (zone: string): string | undefined => Object.entries(zonesOf).find(([, zones]) => zones.split(" ").includes(zone))?.[0];
  return kept(timezone) ?? kept(canonical(timezone)) ?? null;
}
