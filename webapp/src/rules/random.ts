// Chance with a fixed seed, number for number that of Python's `random.Random`: the Mersenne Twister of Matsumoto and
// Nishimura (1998), seeded by `init_by_array`.

const SIZE = 624;
const AHEAD = 397;
const MATRIX = 0x9908b0df;

export class Random {
  private readonly state = new Uint32Array(SIZE);
  private place = SIZE;

  /** `seed` is a whole number below 2 to the 32nd. */
  constructor(seed: number) {
    const { state } = this;
    state[0] = 19_650_218;
    for (let place = 1; place < SIZE; place += 1) state[place] = Math.imul(1_812_433_253, mixed(state, place)) + place;
    let place = 1;
    const next = (): void => {
      place += 1;
      if (place < SIZE) return;
      state[0] = state[SIZE - 1] ?? 0;
      place = 1;
    };
    for (let step = 0; step < SIZE; step += 1, next()) state[place] = ((state[place] ?? 0) ^ Math.imul(mixed(state, place), 1_664_525)) + seed;
    for (let step = 1; step < SIZE; step += 1, next()) state[place] = ((state[place] ?? 0) ^ Math.imul(mixed(state, place), 1_566_083_941)) - place;
    state[0] = 0x80000000;
  }

  /** A number from 0 up to 1, in steps of 2 to the -53rd. */
  random(): number {
    const [high, low] = [this.next() >>> 5, this.next() >>> 6];
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    const spare = Math.clz32(below);
    for (;;) {
      const drawn = this.next() >>> spare;
      if (drawn < below) return drawn;
    }
  }

  /** So many of the values, each at most once. */
  sample(values: readonly number[], count: number): number[] {
    if (values.length > poolLimit(count)) return this.scattered(values, count);
    const pool = [...values];
    return Array.from({ length: count }, (_, place) => {
      const chosen = this.below(pool.length - place);
      const value = pool[chosen] ?? 0;
      pool[chosen] = pool[pool.length - place - 1] ?? 0;
      return value;
    });
  }

  /** The same where the values are many: drawn again where one was drawn before. */
  private scattered(values: readonly number[], count: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(this.below(values.length));
    return Array.from(chosen, (place) => values[place] ?? 0);
  }

  private next(): number {
    if (this.place === SIZE) this.twist();
    let word = this.state[this.place] ?? 0;
    this.place += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  private twist(): void {
    const { state } = this;
    for (let place = 0; place < SIZE; place += 1) {
      const joined = ((state[place] ?? 0) & 0x80000000) | ((state[(place + 1) % SIZE] ?? 0) & 0x7fffffff);
      state[place] = (state[(place + AHEAD) % SIZE] ?? 0) ^ (joined >>> 1) ^ (joined & 1 ? MATRIX : 0);
    }
    this.place = 0;
  }
}

/** The state's word before a place, with its upper bits folded into the lower ones. */
function mixed(state: Uint32Array, place: number): number {
  const before = state[place - 1] ?? 0;
  return before ^ (before >>> 30);
}

/** From how many values on Python draws again instead of keeping a pool of them. */
function poolLimit(count: number): number {
  let limit = 1;
  while (limit < 3 * count) limit *= 4;
  return 21 + (count > 5 ? limit : 0);
}
