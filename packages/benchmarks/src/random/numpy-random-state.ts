import { Mt19937 } from './mt19937';

/**
 * The part of `numpy.random.RandomState(seed)` that PermutedMNIST draws from: numpy promises that this legacy
 * generator never changes its streams.
 */
export class NumpyRandomState {
  readonly #source: Mt19937;

  /**
   * @param seed An integer in 0 … 2³² − 1.
   * @throws RangeError for any other seed.
   */
  constructor(seed: number) {
    this.#source = new Mt19937(seed);
  }

  /** `RandomState.permutation(n)`: the integers 0 … n − 1 in random order. */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const moved = order[j] as number;
      order[j] = order[i] as number;
      order[i] = moved;
    }
    return order;
  }

  /** An integer in 0 … max, both included: masked draws until one fits. */
  #upTo(max: number): number {
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.#source.next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
}
