/** For how long something is shared, and how long after a check-in is due somebody may wonder: the choices there are. */

import { UNTIL_DAYS } from "../circle/member.ts";
import { t } from "../rules/sentences.ts";

export const LASTS: readonly (readonly [number, string])[] = [[30, t("30 days")], [UNTIL_DAYS, t("90 days")], [366, t("a year")]];
export const GRACES: readonly (readonly [number, string])[] = [[12, t("12 hours")], [24, t("a day")], [48, t("2 days")]];

/** `HH:MM`, as it is typed. */
export const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/u;
