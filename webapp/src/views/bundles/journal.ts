/** The screens of a journal that is here, and those that write into it: loaded while it is looked for. */

export { CravingScreen } from "../craving.tsx";
export { Day } from "../day.tsx";
export { Entries } from "../entries.tsx";
export { Forgotten, New, Since } from "../new_journal.tsx";
export { LapseScreen } from "../lapse.tsx";
export * as worstMinute from "../known_journal.ts";
export { Locked } from "../locked.tsx";
export { Log } from "../log.tsx";
export { NoteScreen } from "../note.tsx";
export { Surf } from "../surf.tsx";
