import { paintOn } from '../../../runner/src/teaching/painting/painting-threads';

/**
 * Starts threads that wait for painting, one for each further core, where memory can be shared with them. Ahead of it: a browser starts none
 * while this thread computes.
 */
export function preparePainting(): void {
  const count = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  const others = Array.from({ length: count - 1 }, () => {
    const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' });
    // This thread paints what it leaves, so its failure is none of the merge.
    worker.onerror = (event) => event.preventDefault();
    return worker;
  });
  let asked = 0;
  paintOn({ count, start: (work) => others[asked++ % others.length]?.postMessage(work) });
}
