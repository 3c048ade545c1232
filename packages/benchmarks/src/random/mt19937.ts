const SIZE = 624;
const SHIFT = 397;

/** Everything a Mersenne Twister remembers, as plain JSON values. */
export interface Mt19937State {
  /** 624 unsigned 32-bit integers. */
  readonly words: readonly number[];
  /** How many of the words are spent, 0 to 624; at 624 the next draw makes new ones. */
  readonly position: number;
}

/**
 * The 32-bit Mersenne Twister of Matsumoto and Nishimura (1998), seeded by `init_genrand`: the generator
 * under both PyTorch's CPU generator and numpy's `RandomState`.
 */
export class Mt19937 {
  readonly #words: Uint32Array;
  #position: number;

  /** @throws RangeError if `seed` is not an integer in 0 … 2³² − 1. */
  constructor(seed: number) {
    if (!isUint32(seed)) {
      throw new RangeError(`Seed ${seed}: expected an integer from 0 to 4294967295. Give another seed.`);
    }
    this.#words = new Uint32Array(SIZE);
    this.#words[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#words[i - 1] as number;
      this.#words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#position = SIZE;
  }

  /** @throws RangeError if `state` is not one that {@link state} can return. */
  static fromState(state: Mt19937State): Mt19937 {
    const { words, position } = state;
    const valid = Number.isInteger(position) && position >= 0 && position <= SIZE;
    if (!valid || words.length !== SIZE || !words.every(isUint32)) {
      throw new RangeError(
        `Generator state of ${words.length} words at position ${position}: expected ${SIZE} unsigned 32-bit ` +
          `integers and a position from 0 to ${SIZE}. Give back a state exactly as state() returned it.`,
      );
    }
    const generator = new Mt19937(0);
    generator.#words.set(words);
    generator.#position = position;
    return generator;
  }

  /** A snapshot; later draws leave it alone. */
  state(): Mt19937State {
    return { words: [...this.#words], position: this.#position };
  }

  /** The next unsigned 32-bit integer. */
  next(): number {
    if (this.#position === SIZE) this.#refill();
    let word = this.#words[this.#position++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #refill(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const low = words[(i + 1) % SIZE] as number;
      const mixed = ((words[i] as number) & 0x80000000) | (low & 0x7fffffff);
      words[i] = (words[(i + SHIFT) % SIZE] as number) ^ (mixed >>> 1) ^ (low & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}
