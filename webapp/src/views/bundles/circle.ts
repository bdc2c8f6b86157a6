/** The screens of the circle, and who asks for help: loaded where somebody is in it, or one of them is shown. */

export { Accept } from "../accept.tsx";
export { Ask } from "../ask.tsx";
export { CircleScreen } from "../circle.tsx";
export { Invite } from "../invite.tsx";
export { MemberScreen } from "../member.tsx";
export { PageScreen } from "../page.tsx";
export { Requests } from "../requests.tsx";
