/** The screens that look back on many days: loaded when one of them is shown. */

export { Calendar, OneDay } from "./calendar.tsx";
export { Patterns } from "./patterns.tsx";
export { Years } from "./years.tsx";
