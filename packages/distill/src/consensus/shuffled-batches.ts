import type { Random, RandomState } from '../random';
import type { Stateful } from '../state';

/** The order itself is part of it: drawn again, it would be another. */
export interface ShuffledBatchesState {
  readonly random: RandomState;
  readonly order: Int32Array;
  /** Where in the order the next batch begins. */
  readonly next: number;
}

/** Indices 0 … count − 1 in batches, without end: all of them in a random order, then all in another. */
export class ShuffledBatches implements Stateful<ShuffledBatchesState> {
  readonly #size: number;
  #order: Int32Array = new Int32Array();
  #next = 0;

  constructor(
    private readonly count: number,
    batchSize: number,
    private readonly random: Random,
  ) {
    this.#size = Math.min(batchSize, count);
  }

  next(): Int32Array {
    // What is left at the end and makes no whole batch has another chance in the next order.
    if (this.#next + this.#size > this.#order.length) {
      this.#order = this.random.permutation(this.count);
      this.#next = 0;
    }
    this.#next += this.#size;
    return this.#order.subarray(this.#next - this.#size, this.#next);
  }

  state(): ShuffledBatchesState {
    return { random: this.random.state(), order: this.#order.slice(), next: this.#next };
  }

  restore(state: ShuffledBatchesState): void {
    this.random.restore(state.random);
    this.#order = state.order.slice();
    this.#next = state.next;
  }
}
