/** The screens of treatment: loaded when one of them is shown. */

export { AfterThoughts } from "../after_thoughts.tsx";
export { Dose } from "../dose.tsx";
export { Learn } from "../learn.tsx";
export { Meetings } from "../meetings.tsx";
export { Questionnaire } from "../questionnaire.tsx";
export { Questionnaires } from "../questionnaires.tsx";
export { Records } from "../records.tsx";
export { Treatment } from "../treatment.tsx";
export { Write } from "../write.tsx";
