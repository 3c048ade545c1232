import { getThreads, prepareEngine } from '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { paintOn } from '../../../runner/src/teaching/painting/painting-threads';
import { inThePage } from './in-the-page';
import { inspect } from './inspect';
import { merge } from './merge';
import type { Request, Update } from './messages';

const post = (update: Update) => postMessage(update);
const textOf = (error: unknown) => inThePage(error instanceof Error ? error.message : String(error));

let ready: Promise<unknown> | undefined;
async function engine(): Promise<void> {
  ready ??= (async () => {
    prepareEngine();
    await setBackend('exmodel-wasm');
    preparePainting(getThreads());
  })();
  await ready;
}

/**
 * Starts threads that wait for painting. Ahead of it: a browser starts none while this thread computes.
 *
 * @param count with this one
 */
function preparePainting(count: number): void {
  const others = Array.from({ length: count - 1 }, () => {
    const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' });
    // This thread paints what it leaves, so its failure is none of the merge.
    worker.onerror = (event) => event.preventDefault();
    return worker;
  });
  let asked = 0;
  paintOn({ count, start: (work) => others[asked++ % others.length]?.postMessage(work) });
}

/** One request after the other: models of different requests must not compute at the same time. */
let queue: Promise<void> = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  queue = queue.then(() => answer(data));
});

async function answer(request: Request): Promise<void> {
  try {
    await engine();
    if (request.type === 'merge') await merge(request, post);
    else post({ type: 'inspected', id: request.id, facts: await inspect(request) });
  } catch (error) {
    const message = textOf(error);
    if (request.type === 'merge') post({ type: 'failed', message });
    else post({ type: 'refused', id: request.id, message });
  }
}
