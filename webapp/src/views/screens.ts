/** Every screen of the app: one line each. The frame shows them, the bar at the bottom offers those with a place in it. */

import type { ComponentType } from "preact";
import { t } from "../rules/sentences.ts";
import { Begin } from "./begin.tsx";
import * as bundles from "./bundles/loaders.ts";
import type { IconName } from "./icons.tsx";
import { Overdose } from "./overdose.tsx";
import { Sos } from "./sos.tsx";
import { Today } from "./today.tsx";

export interface ScreenProps {
  /** What `go(screen, about)` was given: an id, a day; empty where nothing was. */
  readonly about: string;
}

export interface Screen {
  readonly name: string;
  readonly title: string;
  readonly view: ComponentType<ScreenProps>;
  /** `journal`: shown only while the journal is open; `begin` or `locked` stands in its place until then. `writing`: also
   * while it is locked, since what is written then is sealed. */
  readonly needs: "nothing" | "writing" | "journal";
  /** Its place in the bar at the bottom, from the left. */
  readonly bar?: { readonly place: number; readonly icon: IconName };
  /** Without bar and head: the screens of the worst minute. */
  readonly bare?: boolean;
}

export const SCREENS: readonly Screen[] = [
  { name: "today", title: t("Today"), view: Today, needs: "nothing", bar: { place: 1, icon: "day" } },
  { name: "sos", title: t("SOS"), view: Sos, needs: "nothing", bar: { place: 3, icon: "buoy" }, bare: true },
  { name: "overdose", title: t("Overdose: what to do"), view: Overdose, needs: "nothing", bare: true },
  { name: "surf", title: t("Ride it out"), view: bundles.journal("Surf"), needs: "nothing", bare: true },
  { name: "ask", title: t("Help from your circle"), view: bundles.circle("Ask"), needs: "nothing", bare: true },
  { name: "log", title: t("A craving"), view: bundles.journal("Log"), needs: "writing", bar: { place: 2, icon: "log" } },
  { name: "craving", title: t("Craving"), view: bundles.journal("CravingScreen"), needs: "journal" },
  { name: "lapse", title: t("A lapse"), view: bundles.journal("LapseScreen"), needs: "writing" },
  { name: "checkin", title: t("Check-in"), view: bundles.entries("CheckInScreen"), needs: "writing" },
  { name: "moment", title: t("A random check-in"), view: bundles.entries("MomentScreen"), needs: "writing" },
  { name: "note", title: t("Note"), view: bundles.journal("NoteScreen"), needs: "writing" },
  { name: "intention", title: t("Today's intention"), view: bundles.entries("IntentionScreen"), needs: "journal" },
  { name: "entries", title: t("Entries"), view: bundles.journal("Entries"), needs: "journal", bar: { place: 4, icon: "entries" } },
  { name: "date", title: t("One day"), view: bundles.lookBack("OneDay"), needs: "journal" },
  { name: "week", title: t("Look back"), view: bundles.lookBack("Week"), needs: "journal" },
  { name: "compare", title: t("Side by side"), view: bundles.lookBack("TwoPeriods"), needs: "journal" },
  { name: "names", title: t("Triggers and skills"), view: bundles.lookBack("Triggers"), needs: "journal" },
  { name: "name", title: t("What it is called"), view: bundles.lookBack("NameScreen"), needs: "journal" },
  { name: "streak", title: t("Days without use"), view: bundles.lookBack("StreakScreen"), needs: "journal" },
  { name: "calendar", title: t("Calendar"), view: bundles.lookBack("Calendar"), needs: "journal" },
  { name: "years", title: t("Ten years"), view: bundles.lookBack("Years"), needs: "journal" },
  { name: "patterns", title: t("Patterns to check"), view: bundles.lookBack("Patterns"), needs: "journal" },
  { name: "entry", title: t("Entry"), view: bundles.entries("Entry"), needs: "journal" },
  { name: "edit", title: t("Change an entry"), view: bundles.entries("Edit"), needs: "journal" },
  { name: "steps", title: t("Take back"), view: bundles.entries("Steps"), needs: "journal" },
  { name: "treatment", title: t("Treatment"), view: bundles.treatment("Treatment"), needs: "journal" },
  { name: "records", title: t("Treatment"), view: bundles.treatment("Records"), needs: "journal" },
  { name: "write", title: t("Write it down"), view: bundles.treatment("Write"), needs: "journal" },
  { name: "dose", title: t("A dose"), view: bundles.treatment("Dose"), needs: "journal" },
  { name: "questionnaires", title: t("Questionnaires"), view: bundles.treatment("Questionnaires"), needs: "journal" },
  { name: "questionnaire", title: t("Questionnaire"), view: bundles.treatment("Questionnaire"), needs: "journal" },
  { name: "handover", title: t("For my counselor"), view: bundles.handOver("HandOver"), needs: "journal" },
  { name: "private", title: t("Names that stay private"), view: bundles.handOver("PrivateNames"), needs: "journal" },
  { name: "meetings", title: t("Meetings"), view: bundles.treatment("Meetings"), needs: "nothing" },
  { name: "learn", title: t("To read"), view: bundles.treatment("Learn"), needs: "nothing" },
  { name: "plan", title: t("Your plan"), view: bundles.plan("PlanScreen"), needs: "journal" },
  { name: "plan_start", title: t("Your plan, one thing at a time"), view: bundles.plan("PlanStart"), needs: "journal" },
  { name: "plan_item", title: t("In your plan"), view: bundles.plan("PlanItemScreen"), needs: "journal" },
  { name: "if_then", title: t("If and then"), view: bundles.plan("IfThen"), needs: "journal" },
  { name: "plan_check", title: t("What the plan lacks"), view: bundles.plan("PlanCheck"), needs: "journal" },
  { name: "plan_history", title: t("Earlier versions of the plan"), view: bundles.plan("PlanHistory"), needs: "journal" },
  { name: "plan_text", title: t("Your plan as one text"), view: bundles.plan("PlanText"), needs: "journal" },
  { name: "plan_paper", title: t("Share or print the plan"), view: bundles.plan("PlanPaper"), needs: "journal" },
  { name: "wallet", title: t("Wallet card"), view: bundles.plan("Wallet"), needs: "journal" },
  { name: "crisis_steps", title: t("Your own steps"), view: bundles.plan("CrisisSteps"), needs: "journal", bare: true },
  { name: "clashes", title: t("Changed on two devices"), view: bundles.entries("Clashes"), needs: "journal" },
  { name: "begin", title: t("Begin"), view: Begin, needs: "nothing" },
  { name: "new", title: t("A new journal"), view: bundles.journal("New"), needs: "nothing" },
  { name: "since", title: t("The days since then"), view: bundles.journal("Since"), needs: "journal" },
  { name: "join", title: t("Another device"), view: bundles.device("Join"), needs: "nothing" },
  { name: "locked", title: t("Locked"), view: bundles.journal("Locked"), needs: "nothing" },
  { name: "forgotten", title: t("Without the passphrase"), view: bundles.journal("Forgotten"), needs: "nothing" },
  { name: "substances", title: t("What you stay free of"), view: bundles.device("Substances"), needs: "journal" },
  { name: "lock", title: t("Lock"), view: bundles.device("Lock"), needs: "journal" },
  { name: "server", title: t("Server and devices"), view: bundles.device("Server"), needs: "journal" },
  { name: "circle", title: t("My circle"), view: bundles.circle("CircleScreen"), needs: "journal" },
  { name: "member", title: t("In my circle"), view: bundles.circle("MemberScreen"), needs: "journal" },
  { name: "invite", title: t("Invite somebody"), view: bundles.circle("Invite"), needs: "journal" },
  { name: "accept", title: t("An invitation"), view: bundles.circle("Accept"), needs: "nothing" },
  { name: "page", title: t("A page for you"), view: bundles.circle("PageScreen"), needs: "journal" },
  { name: "ring", title: t("Ringing and reminders"), view: bundles.device("RingScreen"), needs: "journal" },
  { name: "data", title: t("Export and import"), view: bundles.device("Data"), needs: "nothing" },
  { name: "more", title: t("More"), view: bundles.device("More"), needs: "nothing", bar: { place: 5, icon: "more" } },
  { name: "card", title: t("Shown while locked"), view: bundles.device("Card"), needs: "nothing" },
  { name: "clock", title: t("Time zone and start of the day"), view: bundles.device("Clock"), needs: "journal" },
  { name: "numbers", title: t("Numbers of SOS"), view: bundles.device("Numbers"), needs: "journal" },
  { name: "about", title: t("About this app"), view: bundles.device("About"), needs: "nothing" },
  { name: "licences", title: t("Licences"), view: bundles.device("Licences"), needs: "nothing" },
];

export function screen(name: string): Screen | undefined {
  return SCREENS.find((one) => one.name === name);
}
