import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { paintOn } from './painting-threads';

/** Images are painted on so many threads of this process from now on, where it may start any. */
export function paintOnCores(count: number): void {
  if (!mayStartThreads()) return;
  paintOn({
    count,
    start(work) {
      // The path is as seen from the built command.
      const worker = new Worker(new URL('./teaching/painting/paint-worker.js', import.meta.url), {
        workerData: work,
        execArgv: [],
      });
      worker.unref();
      // Whoever started it paints what it leaves.
      worker.on('error', () => {});
    },
  });
}

/** Not without the permission, nor with a limit on address space: the engine's threads use it up, and V8 ends a process that has none left. */
function mayStartThreads(): boolean {
  return process.permission?.has('worker') !== false && !hasAddressLimit();
}

function hasAddressLimit(): boolean {
  try {
    return /^Max address space +\d/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return false; // Only Linux has the file.
  }
}
