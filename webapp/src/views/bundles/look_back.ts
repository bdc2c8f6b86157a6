/** The screens that look back on many days: loaded when one of them is shown. */

export { Calendar, OneDay } from "../calendar.tsx";
export { HelpedBefore } from "../helped.tsx";
export { Patterns } from "../patterns.tsx";
export { StreakScreen } from "../streak.tsx";
export { NameScreen, Triggers } from "../triggers.tsx";
export { TwoPeriods } from "../two_periods.tsx";
export { Week } from "../week.tsx";
export { Years } from "../years.tsx";
