import { Mt19937, type Mt19937State } from './mt19937';

/** The state of a {@link TorchGenerator}: plain JSON values, to be kept in a checkpoint. */
export type TorchGeneratorState = Mt19937State;

/**
 * PyTorch's CPU generator: after `new TorchGenerator(seed)` the draws equal, bit for bit, those of PyTorch
 * 2.5 after `torch.manual_seed(seed)`, in the same order of calls.
 */
export class TorchGenerator {
  #source: Mt19937;

  /**
   * @param seed An integer in 0 … 2³² − 1.
   * @throws RangeError for any other seed.
   */
  constructor(seed: number) {
    this.#source = new Mt19937(seed);
  }

  /**
   * A generator that continues from a snapshot.
   *
   * @throws RangeError if `state` is not one that {@link TorchGenerator.state} can return.
   */
  static fromState(state: TorchGeneratorState): TorchGenerator {
    const generator = new TorchGenerator(0);
    generator.#source = Mt19937.fromState(state);
    return generator;
  }

  /** A snapshot; later draws leave it alone. */
  state(): TorchGeneratorState {
    return this.#source.state();
  }

  /** `torch.rand(1)`: a float32 value in [0, 1). `n` calls equal `torch.rand(n)`. */
  rand(): number {
    return (this.#source.next() & 0xffffff) / 0x1000000;
  }

  /**
   * `torch.randint(low, high, (1,))`: an integer in `low` … `high − 1`.
   *
   * @throws RangeError unless both are integers and 0 < high − low ≤ 2²⁸; from there on PyTorch draws 64 bits.
   */
  randint(low: number, high: number): number {
    const range = high - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || range < 1 || range > 2 ** 28) {
      throw new RangeError(
        `randint(${low}, ${high}): expected integers with 0 < high - low <= 2^28. Correct the bounds.`,
      );
    }
    return low + (this.#source.next() % range);
  }

  /**
   * `torch.randperm(n)`: the integers 0 … n − 1 in random order.
   *
   * @throws RangeError unless n is an integer in 0 … 2³²/20; from there on PyTorch draws 64 bits.
   */
  randperm(n: number): number[] {
    if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32 / 20) {
      throw new RangeError(`randperm(${n}): expected an integer from 0 to 2^32 / 20. Correct the length.`);
    }
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.#source.next() % (n - i));
      const chosen = order[j] as number;
      order[j] = order[i] as number;
      order[i] = chosen;
    }
    return order;
  }
}
