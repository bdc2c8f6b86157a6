// How this phone is rung while its app is closed, as views have it: what the person wants, and what the servers were told.
// A ring says nothing: that one came, and not what for.

import type { Bytes } from "../records/bytes.ts";
import type { Reminder, Ring } from "../rules/reminders.ts";

/** What the person wants of this device. Nothing rings before it was asked for. */
export interface Wanted {
  /** Ring when somebody in the circle sends something by hand; those of `silent`, by the ids of members, do not. */
  readonly rings: boolean;
  readonly silent: readonly string[];
  readonly reminders: readonly Reminder[];
  /** Ring at random check-ins. */
  readonly moments: boolean;
}

/** What a browser gave when it subscribed. */
export interface Bell {
  readonly endpoint: string;
  readonly key: Bytes;
  readonly secret: Bytes;
}

/** The one server that may ring this phone, and the key by which push services know it. */
export interface Ringer {
  readonly origin: string;
  readonly key: Bytes;
  readonly reminds: boolean;
}

/** What came of telling them: who of the circle rings this phone, who is on another server, and what the server took. */
export interface Told {
  readonly ringing: readonly string[];
  readonly elsewhere: readonly string[];
  readonly reminded: "yes" | "no account" | "not here" | "nothing";
  /** Whether some server could not be reached, or did not take it. */
  readonly left: boolean;
}

export interface Ringing {
  wanted(): Promise<Wanted>;
  want(changes: Partial<Wanted>): Promise<void>;
  /** Whether some server was told how this phone is rung. */
  isUp(): Promise<boolean>;
  /** The server of the journal's account, or where there is none the one that the app came from; null where it rings nobody. */
  ringer(usual: string): Promise<Ringer | null>;
  /** Tell the servers how this phone is rung and when it is reminded, or with null that it is not. What was told already in
   * this run of the app is not told again. */
  tell(ringer: Ringer | null, bell: Bell | null, rings: readonly Ring[]): Promise<Told>;
  /** A name for a reminder in a calendar, the same each time. */
  nameOf(reminder: Reminder): Promise<string>;
}
