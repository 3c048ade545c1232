import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';

/** `@exmodel/backend-wasm`: works everywhere, and gives the same bits with any number of threads. */
export const wasm = {
  name: 'wasm',
  trainingVersion: 1,
  // Addresses of 32 bits.
  memory: 2 ** 32,
  async load(wanted) {
    const { EngineStartError, getThreads, prepareEngine, setThreads } = await import('@exmodel/backend-wasm');
    try {
      prepareEngine();
    } catch (error) {
      if (error instanceof EngineStartError) {
        return { state: 'unavailable', reason: error.reason, remedy: error.remedy };
      }
      const [line = 'it does not load'] = String(error).split('\n');
      return { state: 'unavailable', reason: line };
    }
    await tf.setBackend('exmodel-wasm');
    const threads = wanted === undefined ? getThreads() : setThreads(wanted);
    const fewer = threads < (wanted ?? threads) ? ` of ${wanted}, no more can be started` : '';
    return { state: 'loaded', description: `exmodel-wasm, threads: ${threads}${fewer}`, threads };
  },
} as const satisfies Backend;
