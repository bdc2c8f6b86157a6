// Hybrid logical clocks: which of two edits came later, on devices whose clocks disagree. Equal to
// recovery/sync/hybrid_clock.py. A device gives no reading that is not greater than all it has given and seen.

import { Malformed } from "./bytes.ts";
import { byCodePoint, whole } from "./json.ts";
import type { Json } from "./json.ts";

/** One reading: milliseconds since 1970, a counter for what these do not tell apart, and the device's word. */
export type Timestamp = readonly [ms: number, counter: number, device: string];

/** Before every edit: what a journal began with, and nobody chose. */
export const ZERO: Timestamp = [0, 0, ""];

const WORD_LIMIT = 64;
const MS_LIMIT = 2 ** 48; // the year 10889
const COUNTER_LIMIT = 2 ** 32;
const FOLLOWED = MS_LIMIT - 2 ** 40; // a reading beyond is taken, but nobody counts on from it

/** A reading from its JSON; throws `Malformed`. */
export function readTimestamp(value: Json | undefined): Timestamp {
  if (!Array.isArray(value) || value.length !== 3) throw new Malformed();
  const [ms, counter, device] = value as readonly Json[];
  if (typeof device !== "string" || device.length > WORD_LIMIT || /[^\u0000-\u007f]/.test(device)) throw new Malformed();
  return [whole(ms, MS_LIMIT - 1), whole(counter, COUNTER_LIMIT - 1), device];
}

/** Negative where `one` came first, 0 where they are one reading. */
export function compare(one: Timestamp, other: Timestamp): number {
  return one[0] - other[0] || one[1] - other[1] || byCodePoint(one[2], other[2]);
}

/** The clock of one device; `ms` and `counter` are the greatest it has given or seen. */
export class HybridClock {
  readonly device: string;
  ms: number;
  counter: number;

  constructor(device: string, ms = 0, counter = 0) {
    this.device = device;
    this.ms = ms;
    this.counter = counter;
  }

  /** The reading of an edit made on this device when its wall clock stood at `ms`. */
  tick(ms: number): Timestamp {
    if (ms > this.ms) [this.ms, this.counter] = [ms, 0];
    else if (this.counter + 1 < COUNTER_LIMIT) this.counter += 1;
    else [this.ms, this.counter] = [this.ms + 1, 0];
    return [this.ms, this.counter, this.device];
  }

  /** Let every later reading be greater than this one; one near the end of all readings is left alone. */
  see([ms, counter]: Timestamp): void {
    if (ms < FOLLOWED && (ms > this.ms || (ms === this.ms && counter > this.counter))) {
      [this.ms, this.counter] = [ms, counter];
    }
  }
}
