/** Every screen of the app: one line each. The frame shows them, the bar at the bottom offers those with a place in it. */

import type { ComponentType } from "preact";
import { t } from "../rules/sentences.ts";
import { Begin } from "./begin.tsx";
import { ofCircle } from "./circle_later.ts";
import type { IconName } from "./icons.tsx";
import { later } from "./later.tsx";
import { own } from "./own_later.ts";
import { Overdose } from "./overdose.tsx";
import { Sos } from "./sos.tsx";
import { Today } from "./today.tsx";
import { treat } from "./treat_later.ts";

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

const lookBack = later(() => import("./look_back.ts"));
const rest = later(() => import("./rest.ts"));
const ofPlan = later(() => import("./of_plan.ts"));
const handing = later(() => import("./of_handing.ts"));
const setUp = later(() => import("./set_up.ts"));

export const SCREENS: readonly Screen[] = [
  { name: "today", title: t("Today"), view: Today, needs: "nothing", bar: { place: 1, icon: "day" } },
  { name: "sos", title: t("SOS"), view: Sos, needs: "nothing", bar: { place: 3, icon: "buoy" }, bare: true },
  { name: "overdose", title: t("Overdose: what to do"), view: Overdose, needs: "nothing", bare: true },
  { name: "surf", title: t("Ride it out"), view: own("Surf"), needs: "nothing", bare: true },
  { name: "ask", title: t("Help from your circle"), view: ofCircle("Ask"), needs: "nothing", bare: true },
  { name: "log", title: t("A craving"), view: own("Log"), needs: "writing", bar: { place: 2, icon: "log" } },
  { name: "craving", title: t("Craving"), view: own("CravingScreen"), needs: "journal" },
  { name: "lapse", title: t("A lapse"), view: own("LapseScreen"), needs: "writing" },
  { name: "checkin", title: t("Check-in"), view: rest("CheckInScreen"), needs: "writing" },
  { name: "moment", title: t("A random check-in"), view: rest("MomentScreen"), needs: "writing" },
  { name: "note", title: t("Note"), view: own("NoteScreen"), needs: "writing" },
  { name: "intention", title: t("Today's intention"), view: rest("IntentionScreen"), needs: "journal" },
  { name: "entries", title: t("Entries"), view: own("Entries"), needs: "journal", bar: { place: 4, icon: "entries" } },
  { name: "date", title: t("One day"), view: lookBack("OneDay"), needs: "journal" },
  { name: "week", title: t("Look back"), view: lookBack("Week"), needs: "journal" },
  { name: "compare", title: t("Side by side"), view: lookBack("TwoPeriods"), needs: "journal" },
  { name: "names", title: t("Triggers and skills"), view: lookBack("Triggers"), needs: "journal" },
  { name: "name", title: t("What it is called"), view: lookBack("NameScreen"), needs: "journal" },
  { name: "streak", title: t("Days without use"), view: lookBack("StreakScreen"), needs: "journal" },
  { name: "calendar", title: t("Calendar"), view: lookBack("Calendar"), needs: "journal" },
  { name: "years", title: t("Ten years"), view: lookBack("Years"), needs: "journal" },
  { name: "patterns", title: t("Patterns to check"), view: lookBack("Patterns"), needs: "journal" },
  { name: "entry", title: t("Entry"), view: rest("Entry"), needs: "journal" },
  { name: "edit", title: t("Change an entry"), view: rest("Edit"), needs: "journal" },
  { name: "steps", title: t("Take back"), view: rest("Steps"), needs: "journal" },
  { name: "treatment", title: t("Treatment"), view: treat("Treatment"), needs: "journal" },
  { name: "records", title: t("Treatment"), view: treat("Records"), needs: "journal" },
  { name: "write", title: t("Write it down"), view: treat("Write"), needs: "journal" },
  { name: "dose", title: t("A dose"), view: treat("Dose"), needs: "journal" },
  { name: "questionnaires", title: t("Questionnaires"), view: treat("Questionnaires"), needs: "journal" },
  { name: "questionnaire", title: t("Questionnaire"), view: treat("Questionnaire"), needs: "journal" },
  { name: "handover", title: t("For my counselor"), view: handing("HandOver"), needs: "journal" },
  { name: "private", title: t("Names that stay private"), view: handing("PrivateNames"), needs: "journal" },
  { name: "meetings", title: t("Meetings"), view: treat("Meetings"), needs: "nothing" },
  { name: "learn", title: t("To read"), view: treat("Learn"), needs: "nothing" },
  { name: "plan", title: t("Your plan"), view: ofPlan("PlanScreen"), needs: "journal" },
  { name: "plan_start", title: t("Your plan, one thing at a time"), view: ofPlan("PlanStart"), needs: "journal" },
  { name: "plan_item", title: t("In your plan"), view: ofPlan("PlanItemScreen"), needs: "journal" },
  { name: "if_then", title: t("If and then"), view: ofPlan("IfThen"), needs: "journal" },
  { name: "plan_check", title: t("What the plan lacks"), view: ofPlan("PlanCheck"), needs: "journal" },
  { name: "plan_history", title: t("Earlier versions of the plan"), view: ofPlan("PlanHistory"), needs: "journal" },
  { name: "plan_text", title: t("Your plan as one text"), view: ofPlan("PlanText"), needs: "journal" },
  { name: "plan_paper", title: t("Share or print the plan"), view: ofPlan("PlanPaper"), needs: "journal" },
  { name: "wallet", title: t("Wallet card"), view: ofPlan("Wallet"), needs: "journal" },
  { name: "crisis_steps", title: t("Your own steps"), view: ofPlan("CrisisSteps"), needs: "journal", bare: true },
  { name: "clashes", title: t("Changed on two devices"), view: rest("Clashes"), needs: "journal" },
  { name: "begin", title: t("Begin"), view: Begin, needs: "nothing" },
  { name: "new", title: t("A new journal"), view: own("New"), needs: "nothing" },
  { name: "since", title: t("The days since then"), view: own("Since"), needs: "journal" },
  { name: "join", title: t("Another device"), view: setUp("Join"), needs: "nothing" },
  { name: "locked", title: t("Locked"), view: own("Locked"), needs: "nothing" },
  { name: "forgotten", title: t("Without the passphrase"), view: own("Forgotten"), needs: "nothing" },
  { name: "substances", title: t("What you stay free of"), view: setUp("Substances"), needs: "journal" },
  { name: "lock", title: t("Lock"), view: setUp("Lock"), needs: "journal" },
  { name: "server", title: t("Server and devices"), view: setUp("Server"), needs: "journal" },
  { name: "circle", title: t("My circle"), view: ofCircle("CircleScreen"), needs: "journal" },
  { name: "member", title: t("In my circle"), view: ofCircle("MemberScreen"), needs: "journal" },
  { name: "invite", title: t("Ask somebody in"), view: ofCircle("Invite"), needs: "journal" },
  { name: "accept", title: t("An invitation"), view: ofCircle("Accept"), needs: "nothing" },
  { name: "page", title: t("A page for you"), view: ofCircle("PageScreen"), needs: "journal" },
  { name: "ring", title: t("Ringing and reminders"), view: setUp("RingScreen"), needs: "journal" },
  { name: "data", title: t("Export and import"), view: setUp("Data"), needs: "nothing" },
  { name: "more", title: t("More"), view: setUp("More"), needs: "nothing", bar: { place: 5, icon: "more" } },
  { name: "card", title: t("Shown while locked"), view: setUp("Card"), needs: "nothing" },
  { name: "clock", title: t("Time zone and start of the day"), view: setUp("Clock"), needs: "journal" },
  { name: "numbers", title: t("Numbers of SOS"), view: setUp("Numbers"), needs: "journal" },
  { name: "about", title: t("About this app"), view: setUp("About"), needs: "nothing" },
  { name: "licences", title: t("Licences"), view: setUp("Licences"), needs: "nothing" },
];

export function screen(name: string): Screen | undefined {
  return SCREENS.find((one) => one.name === name);
}
