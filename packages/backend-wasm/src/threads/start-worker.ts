import { WORKER_SOURCE, type WorkerStart } from './worker-source';

type NodeThreads = typeof import('node:worker_threads');
type NodeOs = typeof import('node:os');

/** A module of Node, without an import that a browser's bundler would trip over. */
function nodeModule<T>(name: string): T | undefined {
  return (globalThis.process as typeof process | undefined)?.getBuiltinModule?.(name as 'node:os') as
    | T
    | undefined;
}

/** Whether memory can be shared with workers: in Node, and on pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  if (nodeModule('node:worker_threads') !== undefined) return true;
  return typeof Worker === 'function' && globalThis.crossOriginIsolated === true;
}

/** Cores of this machine. */
export function coreCount(): number {
  return (
    nodeModule<NodeOs>('node:os')?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1
  );
}

/** Whether this thread may sleep: not the main thread of a page. */
export function canSleep(): boolean {
  return nodeModule('node:worker_threads') !== undefined || typeof document === 'undefined';
}

/**
 * Starts a worker that does not keep the process alive.
 *
 * @param lost called if it dies on its own
 * @returns ends it at once, whatever it does
 */
export function startWorker(start: WorkerStart, lost: (reason: string) => void): () => void {
  const node = nodeModule<NodeThreads>('node:worker_threads');
  if (node !== undefined) {
    const worker = new node.Worker(WORKER_SOURCE, {
      eval: true,
      workerData: start,
      execArgv: [],
      stdin: false,
    });
    worker.on('error', (error) => lost(String(error)));
    worker.on('exit', (code) => {
      if (code !== 0) lost(`it has ended with exit code ${code}`);
    });
    worker.unref();
    return () => void worker.terminate();
  }
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onerror = ({ message }) => lost(message);
  worker.postMessage(start);
  // Revoking the URL before the worker has loaded would stop it; it goes with the page.
  return () => worker.terminate();
}
