import type { Random } from '../random';

/** Indices 0 … count − 1 in batches, without end: all of them in a random order, then all in another. */
export function* shuffledBatches(
  count: number,
  batchSize: number,
  random: Random,
): Generator<Int32Array, never> {
  const size = Math.min(batchSize, count);
  for (;;) {
    const order = random.permutation(count);
    // What is left at the end and makes no whole batch has another chance in the next order.
    for (let from = 0; from + size <= count; from += size) yield order.subarray(from, from + size);
  }
}
