import {
  newWork,
  type PaintingOrder,
  type PaintingWork,
  paintOrder,
  paintShare,
  paintUnfinished,
  partCount,
} from './painting-work';

/** What threads there are for painting: commands that run jobs say it when they start. */
export interface PaintingThreads {
  /** With the caller's. */
  readonly count: number;
  /** Has another thread call `paintShare`. Whether and when it comes to that is left open. */
  start(work: PaintingWork): void;
}

let threads: PaintingThreads = { count: 1, start: () => {} };

/** Images are painted on these threads from now on; on the caller's alone until then. */
export function paintOn(these: PaintingThreads): void {
  threads = these;
}

/** For every so many parts a thread is started: it takes some 50 ms until it paints. */
const partsOfThread = 16;

/**
 * The pixels of images, painted on all threads: the same bits for any number of them.
 *
 * It waits for none. At the end the caller paints what others have begun and not finished, so a thread that is slow, has died or has
 * never started costs nothing but its help.
 */
export function paintPixels(order: PaintingOrder): Float32Array {
  const others = Math.min(threads.count - 1, Math.floor(partCount(order) / partsOfThread));
  if (others < 1) return paintOrder(order);
  const work = newWork(order);
  try {
    for (let i = 0; i < others; i++) threads.start(work);
  } catch {
    // The system gives no more threads: these paint it.
  }
  paintShare(work);
  paintUnfinished(work);
  return new Float32Array(work.pixels).slice();
}
