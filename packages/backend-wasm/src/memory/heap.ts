import { OutOfMemoryError } from './out-of-memory-error';

const PAGE = 65_536;
/** Blocks start at multiples of this, a cache line. */
const ALIGNMENT = 64;
/** Kernels may touch, but not rely on, this many bytes past the end of a tensor. */
const SLACK = 64;
/** The memory grows by at least this much at a time. */
const GROWTH = 16 * 1024 * 1024;

/** Sixteen size classes per power of two, so that rounding up to a class wastes at most a sixteenth. */
const CLASSES_PER_OCTAVE = 16;
const CLASS_COUNT = 32 * CLASSES_PER_OCTAVE;

/** The class of the free blocks of `size` bytes; a block is in the largest class that is no larger than itself. */
function classOf(size: number): number {
  const octave = 31 - Math.clz32(size);
  return octave * CLASSES_PER_OCTAVE + (size >>> (octave - 4)) - CLASSES_PER_OCTAVE;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The size that is kept for `bytes`: an exact class, so that every block of that class fits. */
function blockSize(bytes: number): number {
  const size = roundUp(bytes + SLACK, ALIGNMENT);
  const step = 1 << (31 - Math.clz32(size) - 4);
  return roundUp(size, Math.max(step, ALIGNMENT));
}

/**
 * Hands out blocks of one WebAssembly memory, in constant time: two-level segregated free lists; a freed
 * block joins its free neighbours. Shared memory never moves, so views on a block stay valid when it grows.
 */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  readonly #limit: number;
  /** Free blocks: start → size, and end → start. */
  readonly #free = new Map<number, number>();
  readonly #freeEnds = new Map<number, number>();
  readonly #bins: Set<number>[] = Array.from({ length: CLASS_COUNT }, () => new Set<number>());
  readonly #nonEmpty = new Uint32Array(CLASS_COUNT / 32);
  readonly #used = new Map<number, number>();
  #end: number;
  #held = 0;

  /**
   * @param base the first byte that is the heap's
   * @param limit bytes that the memory may grow to
   */
  constructor(memory: WebAssembly.Memory, base: number, limit: number) {
    this.#memory = memory;
    this.#base = roundUp(base, ALIGNMENT);
    this.#limit = limit;
    this.#end = memory.buffer.byteLength;
    this.#insert(this.#base, this.#end - this.#base);
  }

  /** Bytes in use, rounding included. */
  get held(): number {
    return this.#held;
  }

  /** Bytes of the memory as it is, free ones included. */
  get reserved(): number {
    return this.#end;
  }

  /** @throws OutOfMemoryError */
  allocate(bytes: number): number {
    const size = blockSize(bytes);
    if (size > this.#limit - this.#base) throw new OutOfMemoryError(bytes, this.#held, this.#limit);
    const start = this.#find(size) ?? this.#grow(size, bytes);
    const free = this.#free.get(start) as number;
    this.#remove(start, free);
    if (free > size) this.#insert(start + size, free - size);
    this.#used.set(start, size);
    this.#held += size;
    return start;
  }

  release(start: number): void {
    let size = this.#used.get(start);
    if (size === undefined) throw new Error(`No block of the heap starts at ${start}.`);
    this.#used.delete(start);
    this.#held -= size;
    let from = start;
    const before = this.#freeEnds.get(start);
    if (before !== undefined) {
      this.#remove(before, start - before);
      size += start - before;
      from = before;
    }
    const after = this.#free.get(from + size);
    if (after !== undefined) {
      this.#remove(from + size, after);
      size += after;
    }
    this.#insert(from, size);
  }

  /** Frees every block. */
  reset(): void {
    for (const start of [...this.#used.keys()]) this.release(start);
  }

  #insert(start: number, size: number): void {
    this.#free.set(start, size);
    this.#freeEnds.set(start + size, start);
    const bin = classOf(size);
    this.#bins[bin]?.add(start);
    (this.#nonEmpty as Record<number, number>)[bin >> 5] =
      (this.#nonEmpty[bin >> 5] as number) | (1 << (bin & 31));
  }

  #remove(start: number, size: number): void {
    this.#free.delete(start);
    this.#freeEnds.delete(start + size);
    const bin = classOf(size);
    const set = this.#bins[bin] as Set<number>;
    set.delete(start);
    if (set.size === 0)
      (this.#nonEmpty as Record<number, number>)[bin >> 5] =
        (this.#nonEmpty[bin >> 5] as number) & ~(1 << (bin & 31));
  }

  #find(size: number): number | undefined {
    let bin = classOf(size);
    let word = bin >> 5;
    let bits = (this.#nonEmpty[word] as number) & (-1 << (bin & 31));
    while (bits === 0) {
      word += 1;
      if (word === this.#nonEmpty.length) return undefined;
      bits = this.#nonEmpty[word] as number;
    }
    bin = word * 32 + 31 - Math.clz32(bits & -bits);
    for (const start of this.#bins[bin] as Set<number>) return start;
    return undefined;
  }

  #grow(size: number, asked: number): number {
    const last = this.#freeEnds.get(this.#end);
    const needed = size - (last === undefined ? 0 : this.#end - last);
    const room = this.#limit - this.#end;
    const growth = Math.min(roundUp(Math.max(needed, GROWTH), PAGE), room);
    if (growth < needed) throw new OutOfMemoryError(asked, this.#held, this.#limit);
    try {
      this.#memory.grow(growth / PAGE);
    } catch {
      throw new OutOfMemoryError(asked, this.#held, this.#limit);
    }
    const end = this.#end + growth;
    const start = last ?? this.#end;
    if (last !== undefined) this.#remove(last, this.#end - last);
    this.#end = end;
    this.#insert(start, end - start);
    return start;
  }
}
