import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { newWork, paintOrder } from '../src/teaching/painting/painting-work';

const paintWorker = fileURLToPath(new URL('../dist/teaching/painting/paint-worker.js', import.meta.url));

it('a thread of the command paints all that it is given, to the bit as its caller does', async () => {
  const order = {
    shape: [16, 16, 3],
    normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    count: 100,
    seed: 5,
    first: 7,
  } as const;
  const work = newWork(order);
  await once(new Worker(paintWorker, { workerData: work, execArgv: [] }), 'exit');
  expect(new Float32Array(work.pixels).slice()).toEqual(paintOrder(order));
});
