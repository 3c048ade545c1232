import type { Native } from '../native/native';
import { CONTROL } from './control-block';

/** Bytes that keep the buffers of two threads off one cache line. */
const LINE = 64;

/** A scratch buffer for every thread, at the addresses in the control block; none at first. */
export class ScratchBuffers {
  #address: number | undefined;
  #bytes = 0;

  constructor(private readonly native: Native) {}

  /**
   * Gives each of the threads a buffer of at least `bytes`.
   *
   * @throws OutOfMemoryError
   */
  reserve(bytes: number, threads: number): void {
    if (bytes <= this.#bytes) return;
    this.release();
    const { heap, memory } = this.native;
    const each = Math.ceil(bytes / LINE) * LINE + LINE;
    const address = heap.allocate(each * threads);
    this.#address = address;
    this.#bytes = bytes;
    const table = new Int32Array(memory.buffer, CONTROL.scratch, threads);
    for (let i = 0; i < threads; i++) table[i] = address + i * each;
  }

  release(): void {
    if (this.#address !== undefined) this.native.heap.release(this.#address);
    this.#address = undefined;
    this.#bytes = 0;
  }
}
