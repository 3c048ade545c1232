import type { MessagePort } from 'node:worker_threads';
import { CONTROL, UNSTARTED } from './control-block';
import type { WorkerStart } from './worker-source';

/** What a supervisor is started with. */
export interface SupervisorStart {
  /** The workers' program. */
  readonly source: string;
  readonly starts: readonly WorkerStart[];
  readonly resourceLimits: { readonly codeRangeSizeMb: number };
  /** Where it sends why a worker has ended at work, before it clears the slot. */
  readonly reasons: MessagePort;
}

/**
 * The program of a thread that starts the workers, in Node, and listens for their exit events: unlike the caller,
 * which blocks while it computes, it does nothing else.
 *
 * It sends why a worker has ended at work, and clears its slot. One that cannot be started, or ends before it has begun, is
 * not missed: the others do its work. It ends when they all have.
 */
export const SUPERVISOR_SOURCE = `
'use strict';
const { Worker, workerData } = require('node:worker_threads');
const { source, starts, resourceLimits, reasons } = workerData;
let isFull = false;
for (const start of starts) {
  const words = new Int32Array(start.memory.buffer, 0, ${CONTROL.zeros / 4});
  const slot = ${CONTROL.slots / 4} + start.thread;
  const [starting, working] = [2 * start.epoch + 1, 2 * start.epoch + 2];
  // A slot may already be that of a worker of a later epoch, which this leaves as it is.
  const isUnstarted = (reason) => {
    if (Atomics.compareExchange(words, slot, starting, ${UNSTARTED}) !== starting) return false;
    if (!isFull) console.warn('exmodel-wasm computes on fewer threads, because not all can be started: ' + reason);
    isFull = true;
    return true;
  };
  let worker;
  try {
    worker = new Worker(source, { eval: true, workerData: start, execArgv: [], stdin: false, resourceLimits });
  } catch (error) {
    isUnstarted(error.message);
    continue;
  }
  let reason;
  worker.on('error', (error) => { reason = String(error); });
  worker.on('exit', (code) => {
    reason ??= 'it has ended with exit code ' + code + ' (thread ' + start.thread + ', epoch ' + start.epoch + ')';
    if (isUnstarted(reason) || Atomics.load(words, slot) !== working) return;
    reasons.postMessage(reason);
    Atomics.compareExchange(words, slot, working, 0);
    Atomics.notify(words, slot);
  });
}
`;
