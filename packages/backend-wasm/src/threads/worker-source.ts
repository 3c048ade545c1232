import { KERNEL_NAMES } from '../native/kernel-arguments';
import { CHUNK_BITS, CONTROL, LOADS, SPIN_MS } from './control-block';

/** What a worker is started with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Its number, from 1. */
  readonly thread: number;
  readonly epoch: number;
}

/**
 * The program of a worker, as text: it needs no file, in Node and in a browser.
 *
 * It takes chunks of the job that `state` announces until none is left, then spins briefly and sleeps. The words of a
 * job stay as they are from before a chunk can be taken until all are done. A worker that comes too late, when its slot
 * is no longer kept for it, touches nothing; one that leaves the loop clears its slot.
 */
export const WORKER_SOURCE = `
'use strict';
const C = ${JSON.stringify(CONTROL)};
const NAMES = ${JSON.stringify(KERNEL_NAMES)};
const MASK = ${2 ** CHUNK_BITS - 1};
function work({ module, memory, thread, epoch }) {
  const words = new Int32Array(memory.buffer, 0, C.zeros / 4);
  const at = (field) => field / 4;
  const slot = at(C.slots) + thread;
  const starting = 2 * epoch + 1;
  if (Atomics.load(words, slot) !== starting) return;
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  kernels.setThread(thread);
  if (Atomics.compareExchange(words, slot, starting, starting + 1) !== starting) return;
  const leave = () => {
    Atomics.store(words, slot, 0);
    Atomics.notify(words, slot);
  };
  try {
    takeChunks(NAMES.map((name) => kernels[name]), memory, words, at, epoch);
  } catch (error) {
    // In Node the supervisor clears the slot, once it has sent the reason.
    if (typeof require !== 'function') leave();
    throw error;
  }
  leave();
}
function takeChunks(functions, memory, words, at, epoch) {
  const numbers = new Float64Array(memory.buffer, C.arguments, 32);
  let idle = 0;
  let asleepAt = 0;
  while (Atomics.load(words, at(C.epoch)) === epoch) {
    const state = Atomics.load(words, at(C.state));
    const chunks = state & MASK;
    if (chunks === 0) {
      if (idle++ === 0) asleepAt = performance.now() + ${SPIN_MS};
      if (idle % ${LOADS} !== 0 || performance.now() < asleepAt) continue;
      Atomics.add(words, at(C.sleepers), 1);
      Atomics.wait(words, at(C.state), state);
      Atomics.sub(words, at(C.sleepers), 1);
      idle = 0;
      continue;
    }
    idle = 0;
    if (Atomics.compareExchange(words, at(C.state), state, state - 1) !== state) continue;
    const begin = (chunks - 1) * words[at(C.grain)];
    const end = Math.min(begin + words[at(C.grain)], words[at(C.items)]);
    try {
      functions[words[at(C.kernel)]](...numbers.subarray(0, words[at(C.argumentCount)]), begin, end);
    } catch {
      Atomics.store(words, at(C.failed), 1);
    }
    Atomics.add(words, at(C.done), 1);
  }
}
if (typeof require === 'function') work(require('node:worker_threads').workerData);
else self.onmessage = ({ data }) => { work(data); self.close(); };
`;
