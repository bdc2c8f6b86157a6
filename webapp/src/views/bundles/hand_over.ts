/** The page for a counselor, and the ways to hand it over: loaded when it is asked for. */

export { HandOver } from "../hand_over.tsx";
export { PrivateNames } from "../private_names.tsx";
