/** Where the app begins. */

import { render } from "preact";
import { followCircle } from "./circle.ts";
import { follow } from "./day.ts";
import { Frame } from "./frame.tsx";
import { coverWhenHidden, leaveByKey, staysLeft } from "./leaving.ts";
import { dress } from "./theme.ts";
import { keepOffline } from "./updates.ts";
import "./style.css";

function begin(place: HTMLElement): void {
  if (staysLeft()) return;
  dress();
  coverWhenHidden();
  leaveByKey();
  render(<Frame />, place);
  document.documentElement.dataset["begun"] = VERSION;
  document.getElementById("mend")?.remove();
  follow();
  followCircle();
  void keepOffline();
  void import("./opening.ts").then(({ openHere }) => openHere());
  void import("../views/own.ts"); // by the time the journal is open, its screens are there
}

const place = document.getElementById("app");
if (place !== null) begin(place);
