/**
 * `pnpm bench:painting [--threads 1,2,4] [--beside EARLIER]`: painted images a second, each in turn, the best of some turns, and whether all
 * have the same bits. EARLIER is the built `dist/index.js` of an earlier @exmodel/distill, of another checkout or a package: it paints beside.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type * as own from '@exmodel/distill/painting';
import { paintOn, paintPixels } from '../src/teaching/painting/painting-threads';
import type { PaintingOrder } from '../src/teaching/painting/painting-work';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: [...new Set([1, availableParallelism()])].join() },
    beside: { type: 'string' },
  },
});
const turns = 3;
const worker = pathToFileURL('dist/teaching/painting/paint-worker.js');
const from = process.env.INIT_CWD ?? process.cwd();
const colour = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const orders: Readonly<Record<string, PaintingOrder>> = {
  '28 × 28, grey': {
    shape: [28, 28, 1],
    normalization: { mean: [0.1307], std: [0.3081] },
    ...{ count: 5000, seed: 1, first: 0 },
  },
  '32 × 32, colour': { shape: [32, 32, 3], normalization: colour, count: 2000, seed: 1, first: 0 },
  '64 × 64, colour': { shape: [64, 64, 3], normalization: colour, count: 500, seed: 1, first: 0 },
};

type Paint = (order: PaintingOrder) => Float32Array;

function onThreads(count: number): Paint {
  return (order) => {
    paintOn({
      count,
      start: (workerData) => void new Worker(worker, { workerData, execArgv: [] }).unref(),
    });
    return paintPixels(order);
  };
}

async function paintersOf(path: string): Promise<Paint> {
  const { blobs, paintImages, polygons, scenes, strokes }: typeof own = await import(
    pathToFileURL(resolve(from, path)).href
  );
  const recipe = (channels: number): own.Recipe =>
    channels === 1
      ? [
          [strokes, 1],
          [blobs, 1],
          [polygons, 1],
        ]
      : [[scenes, 1]];
  return (order) => paintImages({ ...order, recipe: recipe(order.shape[2]) }).pixels;
}

const ways: [string, Paint][] = values.threads
  .split(',')
  .map(Number)
  .map((count) => [`threads: ${count}`, onThreads(count)]);
if (values.beside !== undefined) ways.unshift(['earlier', await paintersOf(values.beside)]);

console.log(
  `images a second   ${ways.map(([title]) => title.padStart(12)).join('')}${'gain'.padStart(9)}   bits`,
);
for (const [title, order] of Object.entries(orders)) {
  const best = ways.map(() => 0);
  const bits = new Set<string>();
  for (let turn = 0; turn < turns; turn++) {
    for (const [i, [, paint]] of ways.entries()) {
      const start = performance.now();
      const { buffer } = paint(order);
      best[i] = Math.max(best[i] as number, (1000 * order.count) / (performance.now() - start));
      bits.add(createHash('sha256').update(new Uint8Array(buffer)).digest('hex'));
    }
  }
  const gain = (best.at(-1) as number) / (best[0] as number);
  const cells = best.map((rate) => Math.round(rate).toString().padStart(12)).join('');
  const same = bits.size === 1 ? 'the same' : 'DIFFERENT';
  console.log(`${title.padEnd(18)}${cells}${`${gain.toFixed(2)}x`.padStart(9)}   ${same}`);
}
