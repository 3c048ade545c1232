import type { Heap } from './heap';

/** One block of zeros for all who read some; it grows to the longest that was asked for. */
export class Zeros {
  #address: number | undefined;
  #length = 0;

  /** @param fill sets `length` elements of 4 bytes to zero */
  constructor(
    private readonly heap: Heap,
    private readonly fill: (address: number, length: number) => void,
  ) {}

  /**
   * The address of at least `length` zeros (float32), for reading.
   *
   * @throws OutOfMemoryError
   */
  atLeast(length: number): number {
    if (this.#address !== undefined && length <= this.#length) return this.#address;
    const address = this.heap.allocate(length * 4);
    try {
      this.fill(address, length);
    } catch (error) {
      this.heap.release(address);
      throw error;
    }
    if (this.#address !== undefined) this.heap.release(this.#address);
    this.#address = address;
    this.#length = length;
    return address;
  }
}
