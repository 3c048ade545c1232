/**
 * xoroshiro128+ of Blackman and Vigna (2018): 128 bits of state as four 32-bit integers, of which the low words of both halves add up to a draw.
 * The bits of the package pure-rand, in less than half of its size: this package has no dependencies.
 */
export class Xoroshiro {
  #high0: number;
  #low0: number;
  #high1: number;
  #low1: number;

  /**
   * @param state as `state()` returns it: the high and low word of one half, then of the other
   * @throws RangeError for a state that is not four numbers
   */
  constructor(state: readonly number[]) {
    if (state.length !== 4)
      throw new RangeError(`a state of ${state.length} numbers was given; give the 4 of state()`);
    [this.#high0, this.#low0, this.#high1, this.#low1] = state as [number, number, number, number];
  }

  state(): readonly number[] {
    return [this.#high0, this.#low0, this.#high1, this.#low1];
  }

  /** 32 bits, as a signed integer. */
  next(): number {
    const [high, low] = [this.#high0, this.#low0];
    const [otherHigh, otherLow] = [this.#high1 ^ high, this.#low1 ^ low];
    const drawn = (low + this.#low1) | 0;
    this.#low0 = (low << 24) ^ (high >>> 8) ^ otherLow ^ (otherLow << 16);
    this.#high0 = (high << 24) ^ (low >>> 8) ^ otherHigh ^ ((otherHigh << 16) | (otherLow >>> 16));
    this.#low1 = (otherHigh << 5) ^ (otherLow >>> 27);
    this.#high1 = (otherLow << 5) ^ (otherHigh >>> 27);
    return drawn;
  }
}
