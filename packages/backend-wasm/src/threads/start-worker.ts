import { nodeModule } from './node-module';
import { WORKER_SOURCE, type WorkerStart } from './worker-source';

type NodeThreads = typeof import('node:worker_threads');

/** A worker thread, as its starter sees it. */
export interface StartedWorker {
  readonly thread: number;
  /**
   * Whether it has died, whatever it was doing: it writes nothing any more. Known at once in Node, even by a caller that
   * never returns to its event loop; where no host tells, false.
   */
  hasDied: () => boolean;
}

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
 * Starts a worker that does not keep the process alive, and ends when the slot of its thread tells it to.
 *
 * @param ended called, from the event loop, when it has ended or failed
 */
export function startWorker(start: WorkerStart, ended: (reason: string) => void): StartedWorker {
  const { thread } = start;
  const node = nodeModule<NodeThreads>('node:worker_threads');
  if (node !== undefined) {
    const { port1: probe, port2: pulse } = new node.MessageChannel();
    const worker = new node.Worker(WORKER_SOURCE, {
      eval: true,
      workerData: { ...start, pulse },
      transferList: [pulse],
      execArgv: [],
      stdin: false,
    });
    let exited = false;
    worker.on('error', (error) => ended(String(error)));
    worker.on('exit', (code) => {
      exited = true;
      ended(`it has ended with exit code ${code}`);
    });
    worker.unref();
    // The worker's end of the channel closes with its thread. Node's postMessage is true while there is one, though
    // nothing promises it: where it is not so from the beginning, only the event tells.
    const reaches = () => (probe.postMessage(0) as unknown) === true;
    const tells = reaches();
    return { thread, hasDied: () => exited || (tells && !reaches()) };
  }
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onerror = ({ message }) => ended(message);
  worker.postMessage(start);
  // Revoking the URL before the worker has loaded would stop it; it goes with the page.
  return { thread, hasDied: () => false };
}
