import { CONTROL, UNSTARTED } from './control-block';
import type { WorkerStart } from './worker-source';

/** What a supervisor is started with. */
export interface SupervisorStart {
  /** The workers' program. */
  readonly source: string;
  readonly starts: readonly WorkerStart[];
  readonly resourceLimits: { readonly codeRangeSizeMb: number };
}

/**
 * The program of a thread that starts the workers, in Node, and listens for their exit events: unlike the caller,
 * which blocks while it computes, it does nothing else.
 *
 * It clears the slot of a worker that has ended, for whatever reason, and posts the reason to the caller's event loop. One that
 * cannot be started is not missed: the others do its work. It ends when they all have.
 */
export const SUPERVISOR_SOURCE = `
'use strict';
const { Worker, parentPort, workerData } = require('node:worker_threads');
const { source, starts, resourceLimits } = workerData;
let isFull = false;
for (const start of starts) {
  const words = new Int32Array(start.memory.buffer, 0, ${CONTROL.zeros / 4});
  const slot = ${CONTROL.slots / 4} + start.thread;
  let worker;
  try {
    worker = new Worker(source, { eval: true, workerData: start, execArgv: [], stdin: false, resourceLimits });
  } catch (error) {
    Atomics.compareExchange(words, slot, 2 * start.epoch + 1, ${UNSTARTED});
    if (!isFull) console.warn('exmodel-wasm computes on ' + start.thread + ' threads, because no more can be started: ' + error.message);
    isFull = true;
    continue;
  }
  worker.on('error', (error) => parentPort.postMessage(String(error)));
  worker.on('exit', (code) => {
    // The slot may already be that of a worker of a later epoch.
    for (const mark of [2 * start.epoch + 1, 2 * start.epoch + 2]) Atomics.compareExchange(words, slot, mark, 0);
    Atomics.notify(words, slot);
    parentPort.postMessage('it has ended with exit code ' + code);
  });
}
`;
