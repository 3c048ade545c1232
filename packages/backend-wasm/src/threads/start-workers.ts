import { addressSpace } from '../host/address-space';
import { nodeModule } from '../host/node-module';
import { SUPERVISOR_SOURCE, type SupervisorStart } from './supervisor-source';
import { WORKER_SOURCE, type WorkerStart } from './worker-source';

type NodeThreads = typeof import('node:worker_threads');

/** Address space of a worker in Node, and of what comes with the first, in bytes: as measured, with room to spare. */
const WORKER_SPACE = 2 ** 27;
const FIRST_SPACE = 2 ** 29;
/** Megabytes that V8 reserves for a worker's code: kernels are not among it. Its default is 512. */
const CODE_RANGE = 16;

/**
 * How many workers can be started: none on a page that is not cross-origin isolated, where memory cannot be shared, and in a
 * Node without permission; few in what a limit on address space leaves (V8 would end the process).
 */
export function mostWorkers(): number {
  if (nodeModule('node:worker_threads') === undefined) {
    const canShare = typeof Worker === 'function' && globalThis.crossOriginIsolated === true;
    return canShare ? Number.POSITIVE_INFINITY : 0;
  }
  if (process.permission?.has('worker') === false) return 0;
  const { used, limit } = addressSpace();
  return Math.max(0, Math.floor((limit - used - FIRST_SPACE) / WORKER_SPACE));
}

/** Whether this thread may sleep: not the main thread of a page. */
export function canSleep(): boolean {
  return nodeModule('node:worker_threads') !== undefined || typeof document === 'undefined';
}

/**
 * Starts workers that do not keep the process alive, and end when the epoch in the control block changes.
 *
 * One that cannot be started is not missed: its slot says so, and the console. In Node the slot of one that ends at work is
 * cleared at once, although the caller never returns to its event loop. In a browser, a worker that the browser ends is
 * not noticed.
 *
 * @returns tells why one has ended at work, as far as it is known
 */
export function startWorkers(starts: readonly WorkerStart[]): () => string | undefined {
  const node = nodeModule<NodeThreads>('node:worker_threads');
  if (node !== undefined) {
    const { port1, port2 } = new node.MessageChannel();
    const resourceLimits = { codeRangeSizeMb: CODE_RANGE };
    const workerData: SupervisorStart = { source: WORKER_SOURCE, starts, resourceLimits, reasons: port2 };
    const supervisor = new node.Worker(SUPERVISOR_SOURCE, {
      eval: true,
      workerData,
      transferList: [port2],
      execArgv: [],
      stdin: false,
      resourceLimits,
    });
    // Without it no worker starts, and the caller computes alone.
    supervisor.on('error', (error) => console.warn(alone(error.message)));
    supervisor.unref();
    return () => node.receiveMessageOnPort(port1)?.message as string | undefined;
  }
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  let reason: string | undefined;
  for (const start of starts) {
    const worker = new Worker(url);
    worker.onerror = ({ message }) => {
      reason ??= message;
    };
    worker.postMessage(start);
  }
  // Revoking the URL before the workers have loaded would stop them; it goes with the page.
  return () => reason;
}

/** What the console says where no worker can be started. */
export function alone(reason: string): string {
  return `exmodel-wasm computes on one thread, because no other can be started: ${reason}`;
}
