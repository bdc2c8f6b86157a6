/** Sentences for what goes wrong on the way to a server; each says what happened and what to do. */

import { said } from "../circle/lines.ts";
import { t } from "../rules/sentences.ts";
import { Failure } from "../store/journal.ts";
import { sentence } from "../shell/keeping.ts";

const SENTENCES: Readonly<Partial<Record<Failure["word"], string>>> = {
  no_account: t("This journal is on no server. It works without one."),
  has_account: t("This journal is on a server already."),
  not_sent: t("Something is not yet on the server. Send it first, or save an export; then this can go on."),
  running: t("Another window of this app is sending right now. Wait a moment."),
  away: t("The server cannot be reached. What you wrote is kept here; try again later."),
  broken: t("The server's answer made no sense. Nothing here was changed. Try again later."),
  busy: t("The server is busy. What you wrote is kept here; try again in a while."),
  trouble: t("The server has trouble of its own. What you wrote is kept here; try again later."),
  refused: t("The server refused. Nothing here was changed. Try again later, or ask whoever runs it."),
  out: t("This device is no longer on the account. What is here stays; join again from another device, or with the 24 words."),
  not_secure: t("That address is not safe: it must begin with https://"),
  closed: t("That server takes no new accounts. Ask whoever runs it."),
  full: t("The server has no room for more. Whoever runs it can make some."),
  other_host: t("That is not the server of this account. Use the address that your other devices use."),
  other_name: t("The server goes by another name than that. Use the address it names."),
  lost_device: t("The server no longer knows this device. Join again from another device, or with the 24 words."),
  ring: t("The list of devices that the server gave cannot be trusted. Nothing was taken from it. Compare it with the list on another device (Server and devices, or recovery devices)."),
  forked: t("The server shows this device a different list of devices than before. Nothing was taken from it. Compare it with the list on another device (Server and devices, or recovery devices)."),
  not_listed: t("This device is not on the list of the account. Join again from another device, or with the 24 words."),
  too_many_devices: t("The account has as many devices as it can have. Take one off first."),
  no_such_device: t("That device is not on the list any more."),
  overtaken: t("Another device changed the list at the same moment. Try again."),
  not_words: t("Those are not the words. Check each one for a wrong letter."),
  not_there: t("These words have no account on that server. Check the words and the address."),
  account_there: t("These words already have an account. Join it instead."),
  link_over: said.sharing_ended,
  link_stopped: t("Nothing is sent or taken on this link any more. End it, and begin another one."),
  no_invitation: t("That is not a whole invitation. Copy all of the link, from https:// to its last letter."),
  invitation_used: said.used,
  invitation_own: said.own,
  invitation_known: t("You have already accepted this invitation. It is in your circle."),
  nobody_to_ask: t("Nobody in your circle has agreed to be asked yet. The numbers answer now."),
  pair_stopped: t("The other device stopped. Begin again on both."),
  pair_late: t("The words have expired; they are good for five minutes. Begin again on the other device."),
  pair_none: t("No device is waiting with these words. Check the words, and that the address is the same."),
  pair_ended: t("It ended on the other device. Begin again on both."),
  pair_many: t("Too many tries. Begin again on the other device in a while."),
  pair_digits: t("The digits were not the same, so nothing was joined: somebody may be sitting between your devices. Do not try again on this network until you know why."),
};

export function failed(error: unknown): string {
  return (error instanceof Failure ? SENTENCES[error.word] : undefined) ?? sentence(error);
}
