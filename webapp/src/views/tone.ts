/** What can be heard and felt of a breath: a low tone that rises and falls, one short pulse at each turn. Off until asked. */

interface Wanted {
  readonly sound: boolean;
  readonly vibration: boolean;
}

const LOW_HZ = 110;
const HIGH_HZ = 165;
const LOUD = 0.08;

/** Whether the person wants nothing to move. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Tone {
  private context: AudioContext | null = null;
  private voice: { readonly wave: OscillatorNode; readonly loud: GainNode } | null = null;

  /** The breath turns. `wanted` is looked at each time: both can be switched on and off on the way. */
  turn(inhaling: boolean, wanted: Wanted): void {
    if (wanted.vibration) navigator.vibrate?.(inhaling ? 60 : 30);
    if (wanted.sound) this.glide(inhaling);
    else this.hush();
  }

  end(): void {
    this.hush();
    void this.context?.close();
    this.context = this.voice = null;
  }

  private glide(inhaling: boolean): void {
    const context = (this.context ??= new AudioContext());
    const voice = (this.voice ??= this.begin(context));
    const until = context.currentTime + (inhaling ? 4 : 6);
    for (const [param, to] of [[voice.wave.frequency, inhaling ? HIGH_HZ : LOW_HZ], [voice.loud.gain, inhaling ? LOUD : LOUD / 4]] as const) {
      param.cancelScheduledValues(context.currentTime);
      param.setValueAtTime(param.value, context.currentTime);
      param.linearRampToValueAtTime(to, until);
    }
  }

  private begin(context: AudioContext): { readonly wave: OscillatorNode; readonly loud: GainNode } {
    const wave = new OscillatorNode(context, { type: "sine", frequency: LOW_HZ });
    const loud = new GainNode(context, { gain: 0 });
    wave.connect(loud).connect(context.destination);
    wave.start();
    return { wave, loud };
  }

  private hush(): void {
    this.voice?.wave.stop();
    this.voice = null;
  }
}
