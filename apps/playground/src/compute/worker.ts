import '@tensorflow/tfjs-layers';
import { useEngine } from './engine';
import { inThePage } from './in-the-page';
import { inspect } from './inspect';
import { merge } from './merge';
import type { Request, Update } from './messages';

const post = (update: Update) => postMessage(update);
const textOf = (error: unknown) => inThePage(error instanceof Error ? error.message : String(error));

/** One request after the other: models of different requests must not compute at the same time. */
let queue: Promise<void> = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  queue = queue.then(() => answer(data));
});

async function answer(request: Request): Promise<void> {
  try {
    if (request.type === 'merge') {
      await merge(request, post);
      return;
    }
    await useEngine('cpu');
    post({ type: 'inspected', id: request.id, facts: await inspect(request) });
  } catch (error) {
    const message = textOf(error);
    if (request.type === 'merge') post({ type: 'failed', message });
    else post({ type: 'refused', id: request.id, message });
  }
}
