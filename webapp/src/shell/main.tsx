/** Where the app begins. */

import { render } from "preact";
import { followCircle } from "./circle.ts";
import { follow } from "./day.ts";
import { Frame } from "./frame.tsx";
import { onCirclePage } from "./invitation.ts";
import { coverWhenHidden, leaveByKey, staysLeft } from "./leaving.ts";
import { dress } from "./theme.ts";
import { keepOffline } from "./updates.ts";
import { reading } from "../views/known.ts";
import "./style.css";

async function begin(place: HTMLElement): Promise<void> {
  if (staysLeft()) return;
  dress();
  coverWhenHidden();
  leaveByKey();
  const guest = onCirclePage ? await import("./guest.tsx").then(({ guestHere }) => guestHere()) : null;
  render(guest === null ? <Frame /> : <guest.Frame />, place);
  document.documentElement.dataset["begun"] = VERSION;
  document.getElementById("mend")?.remove();
  follow();
  followCircle();
  void keepOffline();
  void import("./opening.ts").then(({ openHere }) => openHere(guest?.store));
  if (guest !== null) return;
  void import("../views/bundles/journal.ts").then(({ worstMinute }) => (reading.value = worstMinute.ofJournal)); // there by the time the journal is open
}

const place = document.getElementById("app");
if (place !== null) void begin(place);
