import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';

/** `@exmodel/backend-wasm`: works everywhere, and gives the same bits with any number of threads. */
export const wasm = {
  name: 'wasm',
  trainingVersion: 1,
  // Addresses of 32 bits.
  memory: 2 ** 32,
  async load(wanted) {
    const { getThreads, setThreads } = await import('@exmodel/backend-wasm');
    await tf.setBackend('exmodel-wasm');
    await tf.ready();
    const threads = wanted === undefined ? getThreads() : setThreads(wanted);
    return { state: 'loaded', description: `exmodel-wasm, threads: ${threads}`, threads };
  },
} as const satisfies Backend;
