/** Urge surfing: a breath to follow and a rating every five minutes. Sound and vibration only where switched on. */

import { useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { lapseCard } from "../rules/safety_cards.ts";
import { breath, course, due, rate, type Rated } from "../rules/wave.ts";
import { said, t } from "../rules/sentences.ts";
import { timer } from "../rules/words.ts";
import { numbersOf, set, settings } from "../shell/settings.ts";
import { hold } from "../shell/unsaved.ts";
import { Back } from "./back.tsx";
import { known } from "./known.ts";
import { Keeping } from "./ride.ts";
import { calm, Tone } from "./tone.ts";
import { StaysCounted } from "./lapse.tsx";
import { Choice, Rating, Said, Switch, To } from "./parts.tsx";

const LENGTHS = [5, 10, 20] as const;
const TICK_MS = 250;

export function Surf(): JSX.Element {
  const minutes = useSignal<number | null>(null);
  const seconds = useSignal(0);
  const asked = useSignal(-1);
  const ratings = useSignal<readonly Rated[]>([]);
  const ride = useMemo(() => new Keeping(), [minutes.value]);
  useEffect(() => (minutes.value === null ? undefined : time(minutes.value, seconds)), [minutes.value]);
  const again = (): void => {
    minutes.value = null;
    asked.value = -1;
    ratings.value = [];
  };
  if (minutes.value === null) return <Before begin={(length) => (minutes.value = length)} />;
  const over = seconds.value >= minutes.value * 60;
  if (due(minutes.value, seconds.value, asked.value)) {
    const leaveOut = (): void => void (asked.value = Math.floor(seconds.value / 60));
    const rated = (rating: number): void => {
      ratings.value = rate(ratings.value, seconds.value, rating);
      leaveOut();
      void ride.keep(ratings.value);
    };
    return (
      <div class="surf">
        <Rating label={t("How strong is it now?")} rated={rated} />
        <button type="button" class="wide quiet" onClick={leaveOut}>{t("Leave this one out")}</button>
      </div>
    );
  }
  return over ? <After ratings={ratings.value} ride={ride} again={again} /> : (
    <div class="surf">
      <Breath seconds={seconds} />
      <p class="timer">{t("{passed} of {minutes} min", { passed: timer(seconds.value), minutes: minutes.value })}</p>
      <Senses />
      <Back />
    </div>
  );
}

/** Counts the seconds, keeps the screen lit and the tone going; returns what ends it all. */
function time(minutes: number, seconds: Signal<number>): () => void {
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

/** What became of it: asked where it is kept. A use is answered with what can keep a person alive, before anything else. */
function Ended({ ride }: { readonly ride: Keeping }): JSX.Element | null {
  if (ride.refused.value) return <p role="alert">{t("The ratings could not be kept on this device.")}</p>;
  if (ride.isSealed.value) return <p role="status">{t("Kept, sealed. It goes into the journal when you unlock it.")}</p>;
  if (ride.id.value === null) return null;
  const ended = ride.outcome.value;
  if (ended === null) {
    return (
      <fieldset class="choice">
        <legend>{t("Did it pass?")}</legend>
        <button type="button" class="wide" onClick={() => void ride.end("passed")}>{t("It passed")}</button>
        <button type="button" class="wide" onClick={() => void ride.end("used")}>{t("I used")}</button>
      </fieldset>
    );
  }
  const card = ended === "used" ? lapseCard(known.value.substance, numbersOf(settings.value), true) : [];
  return <div role="status">{card.map((line) => <p key={line.text}><Said text={line.text} /></p>)}<p>{t("It is kept.")}</p>{ended === "used" && <StaysCounted name={known.value.substance} />}</div>;
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

function After({ ratings, ride, again }: {
  readonly ratings: readonly Rated[];
  readonly ride: Keeping;
  readonly again: () => void;
}): JSX.Element {
  return (
    <div class="surf">
      {ratings.length > 1 && <p>{course(ratings)}.</p>}
      <Ended ride={ride} />
      <p>{t("If it is still there: another round, or somebody to call.")}</p>
      <button type="button" class="wide" onClick={again}>{t("Another round")}</button>
      <To screen="sos">{t("Somebody to call")}</To>
      <Back />
    </div>
  );
}
