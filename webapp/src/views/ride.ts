/** Keeps a ride as it goes: each rating is in the journal as soon as it is given, so that a closed app loses nothing. */

import { signal } from "@preact/signals";
import { kept, surfed, type Rated, type Ride } from "../rules/wave.ts";
import { outcome, rated } from "../rules/writing.ts";
import { presentNow } from "../shell/day.ts";
import { journal, state } from "../shell/journal.ts";

export class Keeping {
  /** The craving in which it is kept; null where no journal is open, and nothing is kept. */
  readonly id = signal<string | null>(null);
  readonly outcome = signal<"passed" | "used" | null>(null);
  /** Whether the device took it not. */
  readonly refused = signal(false);
  /** The journal is locked: it is kept sealed, and read in with the next opening. */
  readonly isSealed = signal(false);
  private ride: Ride | null = null;
  private readonly sealed = { id: crypto.randomUUID(), begun: Date.now() };
  private last: Promise<void> = Promise.resolve();

  /** All ratings of this ride so far; the first begins it. One is written after the other. */
  keep(ratings: readonly Rated[]): Promise<void> {
    return (this.last = this.last.then(() => this.write(ratings)).catch(() => void (this.refused.value = true)));
  }

  private async write(ratings: readonly Rated[]): Promise<void> {
    const first = ratings[0];
    if (first === undefined) return;
    if (state.peek() === "locked") {
      await journal.peek()?.writeLocked("surf", { say: "surf", ...this.sealed, ratings });
      this.isSealed.value = true;
    } else if (state.peek() !== "open") return;
    else if (this.ride === null) {
      this.ride = surfed(await presentNow(), first[1]);
      await journal.peek()?.write("surf", this.ride.edits);
      this.id.value = this.ride.id;
    } else await journal.peek()?.write("surf", rated(this.ride.id, kept(this.ride, ratings)));
  }

  async end(said: "passed" | "used"): Promise<void> {
    await this.last;
    if (this.id.value === null) return;
    try {
      await journal.peek()?.write("after", outcome(await presentNow(), this.id.value, { outcome: said }));
      this.outcome.value = said;
    } catch {
      this.refused.value = true;
    }
  }
}
