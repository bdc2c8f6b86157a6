/** The screens about what is already written: loaded when one of them is shown. */

export { CheckInScreen } from "../check_in.tsx";
export { Clashes } from "../clashes.tsx";
export { Edit } from "../edit.tsx";
export { Entry } from "../entry.tsx";
export { IntentionScreen } from "../intention.tsx";
export { MomentNow, MomentScreen } from "../moment.tsx";
export { Steps } from "../steps.tsx";
export { LikeToday } from "../like_today.tsx";
