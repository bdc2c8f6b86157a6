/** The present, and the rows that screens stand on: those of the last months at once, then what older days add to counts. */

import { computed, effect, signal } from "@preact/signals";
import { addDays } from "../rules/calendar.ts";
import { dayOf, instantOf, wall } from "../rules/clock.ts";
import { profile, type Day, type Profile, type Row } from "../rules/rows.ts";
import { joined, NO_PAST, pastOf, type Past } from "../rules/today.ts";
import type { Present } from "../rules/writing.ts";
import { changes, journal, state } from "./journal.ts";

const RECENT_DAYS = 120;
const TICK_MS = 20_000;
const SETTLED_MS = 1500;
const USUAL_START = "04:00";

export const now = signal(instantOf(Date.now()));

/** Rows of the last days and all that have no day, in the order in which this device had them; null until they are read. */
export const rows = signal<readonly Row[] | null>(null);
/** What the days before those leave for counting; null until it is known. */
export const past = signal<Past | null>(null);

/** The cravings of which this device has asked how they ended; null until they are read. */
export const asked = signal<readonly string[] | null>(null);

/** Whose clock holds: the journal's, or, while it is locked or not read, this device's. */
export const clockOf = computed<Profile>(() => profile(rows.value ?? []) ?? here());
export const today = computed<Day>(() => dayOf(now.value, clockOf.value.timezone, clockOf.value.day_starts));
export const clockShows = computed(() => wall(now.value, clockOf.value.timezone));

function here(): Profile {
  return { timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, day_starts: USUAL_START };
}

/** What a command stands on; while the journal is locked that is the clock alone. */
export function present(): Present {
  now.value = instantOf(Date.now());
  const held = rows.peek() ?? [{ kind: "profile", ...here() }];
  return { rows: held, now: now.peek(), id: () => crypto.randomUUID() };
}

/** The same with the rows as they are in this moment, for what is written on them. */
export async function presentNow(): Promise<Present> {
  const held = await journal.peek()?.rows({ from: recentFrom() });
  return { ...present(), ...(held === undefined ? {} : { rows: held }) };
}

function recentFrom(): Day {
  return addDays(today.peek(), 1 - RECENT_DAYS);
}

/** Whether what is kept here cannot be read, though the journal is open. */
export const unread = signal(false);

let reading = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

async function read(): Promise<void> {
  const mine = (reading += 1);
  const opened = journal.peek();
  if (opened?.state !== "open") {
    rows.value = null;
    past.value = null;
    asked.value = null;
    return;
  }
  const first = recentFrom();
  const [recent, questions] = await Promise.all([opened.rows({ from: first }), opened.asked()]);
  if (mine !== reading) return;
  asked.value = questions;
  rows.value = recent;
  clearTimeout(waiting);
  if (past.peek() === null) await readOlder(first, mine);
  else waiting = setTimeout(() => watched(readOlder(first, mine)), SETTLED_MS);
}

/** A journal that is locked meanwhile gives nothing, and that is no fault. */
function watched(work: Promise<void>): void {
  work.then(() => (unread.value = false), () => (unread.value = journal.peek()?.state === "open"));
}

/** What the older days leave for counting: long work, so that after a touch it waits until the person rests. */
async function readOlder(first: Day, mine: number): Promise<void> {
  const older = await journal.peek()?.rows({ to: addDays(first, -1) });
  if (mine !== reading || older === undefined) return;
  past.value = joined(NO_PAST, pastOf(older.filter((row) => row["day"] !== undefined)));
}

/** Follow the journal and the clock, as long as the app runs. */
export function follow(): void {
  effect(() => {
    void changes.value;
    void state.value;
    void journal.value;
    watched(read());
  });
  const tick = (): void => void (now.value = instantOf(Date.now()));
  setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", tick);
}

/** Every row there is, for what looks at all of it. */
export async function everything(): Promise<readonly Row[]> {
  return (await journal.peek()?.rows()) ?? [];
}
