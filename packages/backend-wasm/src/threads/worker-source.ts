import { KERNEL_NAMES } from '../native/binary';
import { CHUNK_BITS, CONTROL } from './control-block';

/** What a worker is started with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Its number, from 1. */
  readonly thread: number;
  readonly epoch: number;
}

/** Loads of `state` before a worker goes to sleep: about 50 µs. */
const SPINS = 10_000;

/**
 * The program of a worker, as text: it needs no file, in Node and in a browser.
 *
 * It takes chunks of the job that `state` announces until none is left, then spins briefly and sleeps. The words of a
 * job stay as they are from before a chunk can be taken until all are done.
 */
export const WORKER_SOURCE = `
'use strict';
const C = ${JSON.stringify(CONTROL)};
const NAMES = ${JSON.stringify(KERNEL_NAMES)};
const MASK = ${2 ** CHUNK_BITS - 1};
function work({ module, memory, thread, epoch }) {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const functions = NAMES.map((name) => kernels[name]);
  kernels.setThread(thread);
  const words = new Int32Array(memory.buffer, 0, C.zeros / 4);
  const numbers = new Float64Array(memory.buffer, C.arguments, 32);
  const at = (field) => field / 4;
  Atomics.add(words, at(C.alive), 1);
  let idle = 0;
  while (Atomics.load(words, at(C.epoch)) === epoch) {
    const state = Atomics.load(words, at(C.state));
    const chunks = state & MASK;
    if (chunks === 0) {
      if (++idle < ${SPINS}) continue;
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
  Atomics.sub(words, at(C.alive), 1);
}
if (typeof require === 'function') work(require('node:worker_threads').workerData);
else self.onmessage = ({ data }) => { work(data); self.close(); };
`;
