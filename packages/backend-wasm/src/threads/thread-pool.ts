import { coreCount } from '../host/core-count';
import {
  KERNEL_NAMES,
  type KernelArguments,
  type KernelName,
  orderedArguments,
} from '../native/kernel-arguments';
import type { Native } from '../native/native';
import { CHUNK_BITS, CONTROL, LOADS, MAXIMUM_CHUNKS, MAXIMUM_THREADS, SPIN_MS } from './control-block';
import { ScratchBuffers } from './scratch-buffers';
import { alone, canSleep, mostWorkers, startWorkers } from './start-workers';
import { WorkerLostError } from './worker-lost-error';

const STATE = CONTROL.state / 4;
const DONE = CONTROL.done / 4;
const SLEEPERS = CONTROL.sleepers / 4;
const EPOCH = CONTROL.epoch / 4;
const FAILED = CONTROL.failed / 4;
const SLOTS = CONTROL.slots / 4;

const KERNEL_NUMBERS = new Map<KernelName, number>(KERNEL_NAMES.map((name, i) => [name, i]));
const CHUNK_MASK = 2 ** CHUNK_BITS - 1;
/** How long a caller that waits sleeps between two looks, after it has spun. */
const NAP_MS = 0.05;

/**
 * Runs kernels on ranges, on the caller and on workers that share its memory.
 *
 * A job is cut into chunks of a size that does not depend on the number of threads; every thread takes the next one
 * until none is left, so a late worker delays no other, and results are the same at any number of threads.
 *
 * A worker that has taken a chunk is waited for as long as it lives, however slow: until then it may write. One that has
 * died at work is noticed although the caller's event loop stands still: its slot is cleared (startWorkers).
 */
export class ThreadPool {
  readonly #native: Native;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #scratch: ScratchBuffers;
  readonly #maySleep = canSleep();
  #size: number;
  /** Workers started: threads 1 to this. */
  #workers = 0;
  #generation = 0;
  #whyOneEnded: () => string | undefined = () => undefined;

  constructor(native: Native) {
    this.#native = native;
    this.#scratch = new ScratchBuffers(native);
    this.#words = new Int32Array(native.memory.buffer, 0, CONTROL.zeros / 4);
    this.#numbers = new Float64Array(native.memory.buffer, CONTROL.arguments, 32);
    this.#size = this.#allowed(coreCount());
  }

  /** Threads, the caller included. */
  get size(): number {
    return this.#size;
  }

  /** @param count threads from now on, the caller included; fewer where not so many can be started */
  resize(count: number): void {
    this.#end();
    this.#size = this.#allowed(count);
    this.#scratch.release();
  }

  /**
   * Calls a kernel of assembly/ for ranges [begin, end) of at most `grain` items that cover [0, items).
   *
   * @param named the kernel's arguments but its range. Spread an object of them last (`{ source, ...geometry }`): V8 takes
   *   microseconds to add members to a copy
   * @throws WorkerLostError
   */
  run<Name extends KernelName>(
    kernel: Name,
    items: number,
    grain: number,
    named: KernelArguments<Name>,
  ): void {
    const run = this.#native.kernels[kernel];
    const args = orderedArguments(kernel, named);
    if (this.#size === 1 || items <= grain) {
      if (items > 0) run(...args, 0, items);
      return;
    }
    if (this.#isOneLost()) this.#fail();
    if (this.#workers === 0) this.#start();
    const step = Math.max(grain, Math.ceil(items / MAXIMUM_CHUNKS));
    const chunks = Math.ceil(items / step);
    const words = this.#words;
    words[CONTROL.kernel / 4] = KERNEL_NUMBERS.get(kernel) as number;
    words[CONTROL.argumentCount / 4] = args.length;
    words[CONTROL.items / 4] = items;
    words[CONTROL.grain / 4] = step;
    this.#numbers.set(args);
    Atomics.store(words, DONE, 0);
    this.#generation = (this.#generation + 1) & 0xfffff;
    Atomics.store(words, STATE, (this.#generation << CHUNK_BITS) | chunks);
    if (Atomics.load(words, SLEEPERS) > 0) Atomics.notify(words, STATE);
    let failure: { error: unknown } | undefined;
    for (;;) {
      const state = Atomics.load(words, STATE);
      const left = state & CHUNK_MASK;
      if (left === 0) break;
      if (Atomics.compareExchange(words, STATE, state, state - 1) !== state) continue;
      const begin = (left - 1) * step;
      try {
        run(...args, begin, Math.min(begin + step, items));
      } catch (error) {
        failure ??= { error };
      }
      Atomics.add(words, DONE, 1);
    }
    this.#join(chunks);
    const failed = Atomics.exchange(words, FAILED, 0) !== 0;
    if (failure !== undefined) throw failure.error;
    if (failed) throw new WorkerLostError('a kernel failed on it');
  }

  /** Gives every thread a scratch buffer of at least `bytes`. */
  reserveScratch(bytes: number): void {
    this.#scratch.reserve(bytes, this.#size);
  }

  /** Ends the workers, then calls `released`. */
  dispose(released: () => void): void {
    this.#end();
    this.#scratch.release();
    released();
  }

  #allowed(count: number): number {
    return Math.max(1, Math.min(Math.floor(count), MAXIMUM_THREADS, 1 + mostWorkers()));
  }

  #start(): void {
    const { module, memory } = this.#native;
    const epoch = this.#words[EPOCH] as number;
    this.#workers = this.#size - 1;
    const starts = Array.from({ length: this.#workers }, (_, i) => ({
      module,
      memory,
      thread: i + 1,
      epoch,
    }));
    for (const { thread } of starts) Atomics.store(this.#words, SLOTS + thread, 2 * epoch + 1);
    try {
      this.#whyOneEnded = startWorkers(starts);
    } catch (error) {
      this.#end();
      this.#size = 1;
      console.warn(alone((error as Error).message));
    }
  }

  /** Waits for the chunks that workers have taken. */
  #join(chunks: number): void {
    this.#wait(
      DONE,
      (done) => done === chunks,
      () => {
        if (this.#isOneLost()) this.#fail();
      },
    );
  }

  /** Waits until a word's value `ends` it: spins for a while, then sleeps briefly between two reads, after `check`. */
  #wait(word: number, ends: (value: number) => boolean, check: () => void): void {
    const tired = performance.now() + SPIN_MS;
    let spins = true;
    for (let looks = 1; ; looks++) {
      const value = Atomics.load(this.#words, word);
      if (ends(value)) return;
      if (spins) {
        spins = looks % LOADS !== 0 || performance.now() < tired;
        continue;
      }
      check();
      if (this.#maySleep) Atomics.wait(this.#words, word, value, NAP_MS);
    }
  }

  /** Whether a worker has left its loop before its epoch ended. */
  #isOneLost(): boolean {
    for (let thread = 1; thread <= this.#workers; thread++) {
      if (Atomics.load(this.#words, SLOTS + thread) === 0) return true;
    }
    return false;
  }

  /** Reports a lost worker. The others end too: the next job starts as many anew. */
  #fail(): never {
    const reason = this.#whyOneEnded();
    this.#end();
    throw new WorkerLostError(reason ?? 'it has ended, and the reason is not known');
  }

  /** Ends the workers. When it returns none writes to the memory any more. */
  #end(): void {
    const words = this.#words;
    const epoch = Atomics.add(words, EPOCH, 1);
    // A changed state wakes those who are about to sleep; no chunk is left in it.
    this.#generation = (this.#generation + 1) & 0xfffff;
    Atomics.store(words, STATE, this.#generation << CHUNK_BITS);
    Atomics.notify(words, STATE);
    for (let thread = 1; thread <= this.#workers; thread++) {
      const slot = SLOTS + thread;
      const [starting, working] = [2 * epoch + 1, 2 * epoch + 2];
      // One that has not begun yet will find that it need not.
      if (Atomics.compareExchange(words, slot, starting, 0) === starting) continue;
      this.#wait(
        slot,
        (mark) => mark !== working,
        () => {},
      );
    }
    Atomics.store(words, SLEEPERS, 0);
    Atomics.store(words, FAILED, 0);
    this.#workers = 0;
  }
}
