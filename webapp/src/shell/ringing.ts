/** Whether this phone is rung while the app is closed: asked for by a touch, looked after at each start, and said. */

import { effect, signal } from "@preact/signals";
import { same, type Bytes } from "../records/bytes.ts";
import { ahead } from "../rules/moments.ts";
import { rings, soonest, type Ring } from "../rules/reminders.ts";
import type { Bell, Ringer, Told, Wanted } from "../ringing/ringing.ts";
import { circle } from "./circle.ts";
import { clockOf, now, past, rows, today } from "./day.ts";
import { journal, state } from "./journal.ts";

/** `unable`: this browser cannot; `blocked`: the person, or the phone, said no to notifications; `no server`: it rings nobody;
 * `lost`: the browser let go of its subscription and gives no new one by itself; `away`: nobody could be asked. */
export type Trouble = "unable" | "blocked" | "no server" | "lost" | "away";

interface State {
  readonly wanted: Wanted;
  readonly trouble: Trouble | null;
  /** It rang before, so that now something has gone wrong. */
  readonly rang: boolean;
  /** Null until the servers were told in this run of the app. */
  readonly told: Told | null;
}

const SETTLED_MS = 1500;
const NOTHING: Wanted = { rings: false, silent: [], reminders: [], moments: false };
export const ringing = signal<State>({ wanted: NOTHING, trouble: null, rang: false, told: null });

function isWanted({ rings: some, reminders, moments }: Wanted): boolean {
  return some || reminders.length > 0 || moments;
}

/** Whether this browser can be rung at all. */
function canBeRung(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

/** Change what is wanted; the first time the browser asks the person, who touched something just now. */
export async function want(changes: Partial<Wanted>): Promise<void> {
  const held = journal.peek()?.ringing;
  if (held === undefined) return;
  const before = ringing.peek().wanted;
  const wanted = { ...before, ...changes };
  if (isWanted(wanted) && canBeRung()) await Notification.requestPermission(); // whatever is answered, what is wanted is kept
  await held.want(changes);
  ringing.value = { ...ringing.peek(), wanted };
  await inStep(true);
}

let last: Promise<void> = Promise.resolve();

/** One run after the other; `asked`: a touch stands behind it, so that the browser may subscribe. */
function inStep(asked = false): Promise<void> {
  last = last.then(() => run(asked)).catch(() => void (ringing.value = { ...ringing.peek(), trouble: "away" }));
  return last;
}

async function run(asked: boolean): Promise<void> {
  const held = journal.peek()?.ringing;
  if (held === undefined || state.peek() !== "open") return;
  const wanted = await held.wanted();
  if (!isWanted(wanted)) {
    if (await held.isUp()) {
      await held.tell(null, null, []);
      await (await present())?.unsubscribe(); // where a page for guests rings too, it subscribes anew at its next start
    }
    ringing.value = { wanted, trouble: null, rang: false, told: null };
    return;
  }
  const stands = await look(asked);
  if (typeof stands === "string") {
    ringing.value = { wanted, trouble: stands, rang: await held.isUp(), told: null };
    return;
  }
  const reminders = rings(wanted.reminders, rows.peek() ?? [], now.peek(), clockOf.peek(), past.peek() ?? undefined);
  const due = soonest([...reminders, ...(wanted.moments ? drawn() : [])]);
  ringing.value = { wanted, trouble: null, rang: true, told: await held.tell(stands.ringer, stands.bell, due) };
}

/** The moments of random check-ins that lie ahead. */
function drawn(): Ring[] {
  return ahead(rows.peek() ?? [], now.peek(), clockOf.peek().timezone).map(({ wall, at }) => ({ what: "moment", on: wall.slice(0, 10), at }));
}

/** The subscription as it is, or made anew; else what stands in the way. */
async function look(asked: boolean): Promise<{ readonly ringer: Ringer; readonly bell: Bell } | Trouble> {
  if (!canBeRung()) return "unable";
  if (Notification.permission !== "granted") return "blocked";
  const ringer = await journal.peek()?.ringing.ringer(location.origin);
  if (ringer == null) return "no server";
  try {
    const bell = bellOf((await present(ringer.key)) ?? (await subscribed(ringer.key)));
    return bell === null ? "lost" : { ringer, bell };
  } catch {
    return asked ? "unable" : "lost"; // without a touch a browser refuses, whether it could or not
  }
}

/** What the browser holds; null where it holds nothing, or nothing for that server. */
async function present(key: Bytes | null = null): Promise<PushSubscription | null> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const subscription = await (await workers?.getRegistration())?.pushManager?.getSubscription();
  if (!subscription || key === null) return subscription ?? null;
  const own = subscription.options.applicationServerKey;
  return own !== null && same(new Uint8Array(own), key) ? subscription : null;
}

async function subscribed(key: Bytes): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe(); // it was made for another server
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function bellOf(given: PushSubscription): Bell | null {
  const [key, secret] = [given.getKey("p256dh"), given.getKey("auth")];
  return key === null || secret === null ? null : { endpoint: given.endpoint, key: new Uint8Array(key), secret: new Uint8Array(secret) };
}

/** Follow the journal, the circle and the day: what is due changes with each of them. */
export function followRinging(): void {
  effect(() => {
    if (state.value !== "open" || rows.value === null) return;
    void past.value;
    void circle.value;
    void today.value;
    const settled = setTimeout(() => void inStep(), SETTLED_MS); // the screen comes first
    return () => clearTimeout(settled);
  });
}
