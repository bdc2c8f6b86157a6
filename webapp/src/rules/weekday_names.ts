// The days of the week in full, Monday first.

import { t } from "./sentences.ts";

export const WEEKDAY_NAMES: readonly string[] = [t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday")];
