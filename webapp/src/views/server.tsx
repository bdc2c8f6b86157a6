/** Where the journal is kept: here, and on a server if the person wants one; the devices that share it. */

import { line, said as lines } from "../circle/lines.ts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { shown } from "../rules/entries.ts";
import { oneLine } from "../rules/names.ts";
import { t, tn } from "../rules/sentences.ts";
import { wholeDay, when } from "../rules/words.ts";
import type { Device, Membership } from "../store/journal.ts";
import { clockOf } from "../shell/day.ts";
import { hasCircle } from "../shell/circle.ts";
import { changes, journal, noteClashes, pending } from "../shell/journal.ts";
import { tell } from "../shell/keeping.ts";
import { askToLast, lasts } from "../shell/lasting.ts";
import { Admit } from "./admit.tsx";
import { failed } from "./failures.ts";
import { TextLine } from "./fields.tsx";
import { To } from "./parts.tsx";
import { LastSaid } from "./said.tsx";

export function Server(): JSX.Element | null {
  const member = useSignal<Membership | null | undefined>(undefined);
  const devices = useSignal<readonly Device[]>([]);
  const words = useSignal("");
  const admits = useSignal(false);
  const busy = useSignal(false);
  const account = journal.value?.account;
  const look = async (): Promise<void> => {
    member.value = (await account?.membership()) ?? null;
    if (member.value !== null) devices.value = (await account?.devices().catch(() => [])) ?? [];
  };
  useEffect(() => void look(), [changes.value, journal.value]);
  const act = async (work: () => Promise<string>): Promise<void> => {
    busy.value = true;
    try {
      tell(await work());
    } catch (error) {
      tell(failed(error), true);
    }
    busy.value = false;
    await look();
  };
  if (account === undefined || member.value === undefined) return null;
  if (words.value !== "") return <Words words={words.value} done={() => (words.value = "")} />;
  if (admits.value) return <Admit done={(text) => { admits.value = false; if (text !== "") tell(text); void look(); }} />;
  return (
    <>
      <LastSaid />
      <Here />
      {member.value === null ? <Without busy={busy.value} begin={(server, name) => act(async () => { words.value = (await account.begin(server, name)).words; return t("The journal is on the server."); })} /> : (
        <>
          <section class="card" aria-labelledby="server">
            <h2 id="server">{t("Server")}</h2>
            <p>{shown(member.value.server)}</p>
            <p>{member.value.synced === null ? t("Not sent yet.") : t("Last sent {when}.", { when: when(member.value.synced, clockOf.value.timezone) })}</p>
            {(pending.value?.count ?? 0) > 0 && <p>{tn("1 record is not yet on the server.", "{count} records are not yet on the server.", pending.value?.count ?? 0)}</p>}
            <button type="button" class="wide strong" disabled={busy.value} onClick={() => void act(() => account.sync().then(({ pushed, pulled, conflicts }) => (noteClashes(conflicts), t("Sent {pushed}, received {pulled}.", { pushed, pulled }))))}>{t("Send and fetch now")}</button>
          </section>
          <Devices devices={devices.value} busy={busy.value} revoke={(device) => act(() => account.revoke(device.id).then(async () => [t("{name} is off; it gets nothing from here on.", { name: shown(device.name) }), ...(await newKeys())].join(" ")))} />
          <p class="fact">{t("Fingerprint, the same on all your devices: {fingerprint}", { fingerprint: member.value.fingerprint })}</p>
          <button type="button" class="wide" onClick={() => (admits.value = true)}>{t("Let a device in")}</button>
          <Leave busy={busy.value} leave={(deleteAccount) => act(() => account.leave({ deleteAccount }).then(() => t("This phone is off the server. What is here stays.")))} />
        </>
      )}
    </>
  );
}

/** Whoever has a copy of a device that was taken off reads no link of the circle any more; a sentence for each that is left. */
async function newKeys(): Promise<readonly string[]> {
  const held = journal.peek()?.circle;
  if (!hasCircle.peek() || held === undefined) return [];
  const left = await held.renew();
  return left.map((name) => t(lines.not_replaced, { name: line(name) }));
}

/** What this phone promises of what is here. */
function Here(): JSX.Element {
  const [kept, told] = lasts.value === true
    ? [t("This phone keeps the journal until you take it away."), ""]
    : [t("This browser may delete the journal when the phone runs out of room, or when the app is not opened for weeks."), t("On the home screen it is safer. An export, or a server, is a second copy.")];
  return (
    <section class="card" aria-labelledby="here">
      <h2 id="here">{t("On this phone")}</h2>
      <p>{kept}</p>
      {told !== "" && <><p>{told}</p><button type="button" class="wide" onClick={() => void askToLast()}>{t("Ask the browser to keep it")}</button></>}
      <To screen="data">{t("Export and import")}</To>
    </section>
  );
}

function Without({ busy, begin }: { readonly busy: boolean; readonly begin: (server: string, name: string) => Promise<void> }): JSX.Element {
  const server = useSignal(location.origin);
  const name = useSignal(t("phone"));
  return (
    <form class="card" onSubmit={(event) => { event.preventDefault(); void begin(server.peek(), oneLine(name.peek())); }}>
      <h2>{t("A server, if you want one")}</h2>
      <p>{t("It carries the journal to your other devices, sealed: whoever runs it can read nothing. The journal works without it for ever.")}</p>
      <TextLine label={t("Address of the server")} type="url" value={server.value} change={(typed) => (server.value = typed)} />
      <TextLine label={t("What to call this phone")} value={name.value} change={(typed) => (name.value = typed)} />
      <button class="wide strong" disabled={busy}>{t("Put the journal on it")}</button>
      <To screen="join">{t("Join the journal of another device instead")}</To>
    </form>
  );
}

function Words({ words, done }: { readonly words: string; readonly done: () => void }): JSX.Element {
  return (
    <section class="group" aria-labelledby="words">
      <h2 id="words">{t("Your 24 words")}</h2>
      <p>{t("Write them on paper, now. They open the journal on a new device when every other one is lost. Nobody can show them again.")}</p>
      <ol class="words">{words.split(" ").map((word, place) => <li key={place}>{word}</li>)}</ol>
      <button type="button" class="wide strong" onClick={done}>{t("I have written them down")}</button>
    </section>
  );
}

function Devices({ devices, busy, revoke }: { readonly devices: readonly Device[]; readonly busy: boolean; readonly revoke: (device: Device) => Promise<void> }): JSX.Element {
  const sure = useSignal("");
  return (
    <section class="card" aria-labelledby="devices">
      <h2 id="devices">{t("Devices")}</h2>
      {devices.map((device) => (
        <div key={device.id} class="group">
          <p>{shown(device.name)}{device.mine ? t(" (this phone)") : ""}<small>{t("since {day}", { day: wholeDay(device.added) })}</small></p>
          {!device.mine && (sure.value === device.id
            ? <button type="button" class="wide warn" disabled={busy} onClick={() => void revoke(device)}>{t("Yes, take {name} off", { name: shown(device.name) })}</button>
            : <button type="button" class="wide quiet" onClick={() => (sure.value = device.id)}>{t("Take {name} off", { name: shown(device.name) })}</button>)}
        </div>
      ))}
    </section>
  );
}

function Leave({ busy, leave }: { readonly busy: boolean; readonly leave: (deleteAccount: boolean) => Promise<void> }): JSX.Element {
  const asked = useSignal(false);
  if (!asked.value) return <button type="button" class="wide quiet" onClick={() => (asked.value = true)}>{t("Leave the server")}</button>;
  return (
    <section class="card" aria-labelledby="leave">
      <h2 id="leave">{t("Leave the server")}</h2>
      <p>{t("What is on this phone stays on it. With the account everything on the server goes too, for all your devices.")}</p>
      <button type="button" class="wide" disabled={busy} onClick={() => void leave(false)}>{t("Leave with this phone only")}</button>
      <button type="button" class="wide warn" disabled={busy} onClick={() => void leave(true)}>{t("Leave, and erase the account on the server")}</button>
      <button type="button" class="wide quiet" onClick={() => (asked.value = false)}>{t("Stay")}</button>
    </section>
  );
}
