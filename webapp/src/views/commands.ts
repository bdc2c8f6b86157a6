/** What the commands of a journal are called, in lists of what was done. */

import { t } from "../rules/sentences.ts";

const CALLED: Readonly<Record<string, string>> = {
  log: t("a craving"), after: t("how a craving ended"), lapse: t("a lapse"), checkin: t("a check-in"), note: t("a note"),
  intend: t("an intention"), edit: t("a change"), remove: t("a removal"), surf: t("urge surfing"), import: t("an import"),
  init: t("the beginning"), "checkin days": t("days without use"), dose: t("a dose"), substance: t("a substance"), undo: t("something taken back"), redo: t("something brought back"),
  "trigger merge": t("triggers made one"), "trigger rename": t("what a trigger is called"), "trigger apart": t("a trigger kept as its own"),
  "skill merge": t("skills made one"), "skill rename": t("what a skill is called"), "skill apart": t("a skill kept as its own"),
  feedback: t("whether a week's sentence helped"), response: t("what you are doing about a craving"),
  numbers: t("a number of SOS"), config: t("the clock of the journal"),
  "plan add": t("something for your plan"), "plan edit": t("a change of your plan"), "plan remove": t("something taken out of your plan"),
  "plan move": t("another order in your plan"), "plan review": t("your plan gone through"), "plan restore": t("your plan as it was"), sync: t("from another device"),
};

export function commandName(command: string): string {
  return CALLED[command] ?? command;
}
