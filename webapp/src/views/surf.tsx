/** Urge surfing: a breath to follow and a rating every five minutes. Sound and vibration only where switched on. */

import { useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { breath, course, due, rate, type Rated } from "../rules/wave.ts";
import { said, t } from "../rules/sentences.ts";
import { timer } from "../rules/words.ts";
import { set, settings } from "../shell/settings.ts";
import { hold } from "../shell/unsaved.ts";
import { Back } from "./back.tsx";
import { calm, Tone } from "./tone.ts";
import { Choice, Rating, Switch, To } from "./parts.tsx";

const LENGTHS = [5, 10, 20] as const;
const TICK_MS = 250;

export function Surf(): JSX.Element {
  const minutes = useSignal<number | null>(null);
  const seconds = useSignal(0);
  const asked = useSignal(-1);
  const ratings = useSignal<readonly Rated[]>([]);
  useEffect(() => (minutes.value === null ? undefined : ride(minutes.value, seconds)), [minutes.value]);
  if (minutes.value === null) return <Before begin={(length) => (minutes.value = length)} />;
  const over = seconds.value >= minutes.value * 60;
  if (due(minutes.value, seconds.value, asked.value)) {
    const leaveOut = (): void => void (asked.value = Math.floor(seconds.value / 60));
    const rated = (rating: number): void => {
      ratings.value = rate(ratings.value, seconds.value, rating);
      leaveOut();
    };
    return (
      <div class="surf">
        <Rating label={t("How strong is it now?")} rated={rated} />
        <button type="button" class="wide quiet" onClick={leaveOut}>{t("Leave this one out")}</button>
      </div>
    );
  }
  return over ? <After ratings={ratings.value} again={() => (minutes.value = null)} /> : (
    <div class="surf">
      <Breath seconds={seconds} />
      <p class="timer">{t("{passed} of {minutes} min", { passed: timer(seconds.value), minutes: minutes.value })}</p>
      <Senses />
      <Back />
    </div>
  );
}

/** Counts the seconds, keeps the screen lit and the tone going; returns what ends it all. */
function ride(minutes: number, seconds: Signal<number>): () => void {
  const begun = performance.now();
  const tone = new Tone();
  const release = hold();
  let inhaling: boolean | null = null;
  let lit: { release(): Promise<void> } | undefined;
  void navigator.wakeLock?.request("screen").then((lock) => (lit = lock), () => undefined);
  seconds.value = 0;
  const ticking = setInterval(() => {
    seconds.value = Math.min((performance.now() - begun) / 1000, minutes * 60);
    const now = breath(seconds.value);
    if (now.inhaling !== inhaling) tone.turn((inhaling = now.inhaling), settings.peek());
    if (seconds.value >= minutes * 60) end();
  }, TICK_MS);
  const end = (): void => {
    clearInterval(ticking);
    tone.end();
    release();
    void lit?.release();
  };
  return end;
}

function Before({ begin }: { readonly begin: (minutes: number) => void }): JSX.Element {
  const length = useSignal<number>(10);
  return (
    <div class="surf">
      <p>{said.like_a_wave}</p>
      <p>{said.be_safe}</p>
      <Choice label={t("How long?")} value={length.value} of={LENGTHS.map((one) => [one, t("{minutes} min", { minutes: one })] as const)} chosen={(one) => (length.value = one)} />
      <Senses />
      <button type="button" class="wide strong" onClick={() => begin(length.value)}>{t("Begin")}</button>
      <Back />
    </div>
  );
}

function Senses(): JSX.Element {
  const { sound, vibration } = settings.value;
  return (
    <div class="senses">
      <Switch label={t("Sound")} on={sound} turned={(on) => set({ sound: on })} />
      {"vibrate" in navigator && <Switch label={t("Vibration")} on={vibration} turned={(on) => set({ vibration: on })} />}
    </div>
  );
}

/** The breath: a circle that grows and shrinks, or, for somebody who wants nothing to move, words alone. */
function Breath({ seconds }: { readonly seconds: Signal<number> }): JSX.Element {
  const { line, inhaling } = breath(seconds.value);
  return (
    <div class={`breath ${inhaling ? "in" : "out"}${calm() ? " calm" : ""}`}>
      <div class="circle" aria-hidden="true" />
      <p>{line}</p>
    </div>
  );
}

function After({ ratings, again }: { readonly ratings: readonly Rated[]; readonly again: () => void }): JSX.Element {
  return (
    <div class="surf">
      <h2>{t("You rode it out.")}</h2>
      {ratings.length > 1 && <p>{course(ratings)}.</p>}
      <p>{t("If it is still there: another round, or somebody to call.")}</p>
      <button type="button" class="wide" onClick={again}>{t("Another round")}</button>
      <To screen="sos">{t("Somebody to call")}</To>
      <Back />
    </div>
  );
}
