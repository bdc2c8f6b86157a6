/** The present, and the rows that screens stand on: those of the last months at once, then what older days add to counts. */

import { batch, computed, effect, signal } from "@preact/signals";
import { addDays } from "../rules/calendar.ts";
import { dayOf, instantOf, wall } from "../rules/clock.ts";
import type { Facts } from "../rules/facts.ts";
import { ownNumbers } from "../rules/own_numbers.ts";
import { profile, type Day, type Profile, type Row } from "../rules/rows.ts";
import type { Present } from "../rules/writing.ts";
import { changes, journal, state } from "./journal.ts";
import { set, settings } from "./settings.ts";

const RECENT_DAYS = 120;
const TICK_MS = 20_000;
const SETTLED_MS = 1500;
const USUAL_START = "04:00";

export const now = signal(instantOf(Date.now()));

/** Rows of the last months and all that have no day, in the order in which this device had them; null until they are read. */
export const rows = signal<readonly Row[] | null>(null);
/** What the months before those leave for counting; null until it is known. */
export const past = signal<Facts | null>(null);

/** Which sign days like today are counted by on the first screen; empty where nothing is said of them. */
export const likeTodaySaid = signal("");

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

/** The month with which the rows begin that are at hand. */
function recentMonth(): string {
  return addDays(today.peek(), 1 - RECENT_DAYS).slice(0, 7);
}

/** The first day of which all entries are at hand. */
export function recentFrom(): Day {
  return `${recentMonth()}-01`;
}

/** Whether what is kept here cannot be read, though the journal is open. */
export const unread = signal(false);

let reading = 0;
let shown: Promise<void> = Promise.resolve();
let waiting: ReturnType<typeof setTimeout> | undefined;

async function read(): Promise<void> {
  const mine = (reading += 1);
  const opened = journal.peek();
  if (opened?.state !== "open") {
    show(null, null, null);
    return;
  }
  const month = recentMonth();
  const [recent, older, questions] = await Promise.all([opened.rows({ from: recentFrom() }), opened.facts(month, false), opened.asked()]);
  if (mine !== reading) return;
  show(recent, older ?? past.peek(), questions);
  clearTimeout(waiting);
  if (past.peek() === null) await sumUp(month, mine);
  else if (older === null) waiting = setTimeout(() => watched(sumUp(month, mine)), SETTLED_MS);
}

function show(recent: readonly Row[] | null, older: Facts | null, questions: readonly string[] | null): void {
  batch(() => {
    rows.value = recent;
    past.value = older;
    asked.value = questions;
  });
}

/** A journal that is locked meanwhile gives nothing, and that is no fault. */
function watched(work: Promise<void>): void {
  work.then(() => (unread.value = false), () => (unread.value = journal.peek()?.state === "open"));
}

/** Older months are read again, since something in them changed: long work, so that after a touch it waits until the
 * person rests. */
async function sumUp(month: string, mine: number): Promise<void> {
  const older = await journal.peek()?.facts(month, true);
  if (mine === reading && older !== undefined) past.value = older;
}

/** Once the rows are those of the last change. */
export async function caughtUp(): Promise<void> {
  await shown.catch(() => undefined);
}

/** `sos` has the person's own numbers without the journal too: what it said of them last, until there is none any more. */
function keepNumbers(): void {
  if (state.value !== "empty" && rows.value === null) return;
  const own = ownNumbers(rows.value ?? []);
  if (JSON.stringify(own) !== JSON.stringify(settings.peek().own)) set({ own });
}

/** Follow the journal and the clock, as long as the app runs. */
export function follow(): void {
  effect(keepNumbers);
  effect(() => {
    void changes.value;
    void state.value;
    void journal.value;
    shown = read();
    watched(shown);
  });
  const tick = (): void => void (now.value = instantOf(Date.now()));
  setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", tick);
}

/** Every row there is, for what looks at all of it. */
export async function everything(): Promise<readonly Row[]> {
  return (await journal.peek()?.rows()) ?? [];
}
