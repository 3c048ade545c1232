import { nodeModule } from './node-module';
import { SUPERVISOR_SOURCE, type SupervisorStart } from './supervisor-source';
import { WORKER_SOURCE, type WorkerStart } from './worker-source';

type NodeThreads = typeof import('node:worker_threads');

/** Whether memory can be shared with workers: in Node, and on pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  if (nodeModule('node:worker_threads') !== undefined) return true;
  return typeof Worker === 'function' && globalThis.crossOriginIsolated === true;
}

/** Whether this thread may sleep: not the main thread of a page. */
export function canSleep(): boolean {
  return nodeModule('node:worker_threads') !== undefined || typeof document === 'undefined';
}

/**
 * Starts workers that do not keep the process alive, and end when the epoch in the control block changes.
 *
 * In Node the slot of one that ends otherwise is cleared at once, although the caller never returns to its event loop. In
 * a browser, a worker that the browser ends is not noticed.
 *
 * @param ended called, from the event loop, when one has ended or failed
 */
export function startWorkers(starts: readonly WorkerStart[], ended: (reason: string) => void): void {
  const node = nodeModule<NodeThreads>('node:worker_threads');
  if (node !== undefined) {
    const workerData: SupervisorStart = { source: WORKER_SOURCE, starts };
    const supervisor = new node.Worker(SUPERVISOR_SOURCE, {
      eval: true,
      workerData,
      execArgv: [],
      stdin: false,
    });
    supervisor.on('message', ended);
    supervisor.on('error', (error) => ended(String(error)));
    supervisor.unref();
    return;
  }
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  for (const start of starts) {
    const worker = new Worker(url);
    worker.onerror = ({ message }) => ended(message);
    worker.postMessage(start);
  }
  // Revoking the URL before the workers have loaded would stop them; it goes with the page.
}
