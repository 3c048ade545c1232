// `pnpm shares [network] [batch] [steps] [threads]`: where a training step's time goes, and what threads (1,2,4,8,16,32) could gain at best. For
// a machine that others use, or that has fewer cores: the jobs are divided as for so many threads, but every chunk is run on one, and the least of
// its times over the steps counts; the times on several threads are simulated from those.
import * as tf from '@tensorflow/tfjs-core';
import '../src/index';
import { setThreads, type WasmBackend } from '../src/index';
import { orderedArguments } from '../src/native/kernel-arguments';
import { type MeasuredJob, simulated } from './simulated';
import { workload } from './workload';

const [name = 'resnet', batch = '128', steps = '12', threadList = '1,2,4,8,16,32'] = process.argv.slice(2);

await tf.setBackend('exmodel-wasm');
const { threads, native } = tf.backend() as WasmBackend;
const { train } = workload(name, Number(batch));

/** The jobs of a step, in their order, each with the least times of its chunks; before each, of the JavaScript since the last. */
let jobs: MeasuredJob[] = [];
let job = 0;
let since = 0;

threads.run = (kernel, items, grain, named) => {
  const args = orderedArguments(kernel, named);
  const before = performance.now() - since;
  const width = Math.max(grain, Math.ceil(items / 4095));
  const times: number[] = [];
  for (let end = items; end > 0; end -= ((end - 1) % width) + 1) {
    const start = performance.now();
    native.kernels[kernel](...args, end - (((end - 1) % width) + 1), end);
    times.push(performance.now() - start);
  }
  const earlier = jobs[job] ?? { kernel, before, chunks: times };
  jobs[job] = {
    kernel,
    before: Math.min(earlier.before, before),
    chunks: times.map((time, i) => Math.min(time, earlier.chunks[i] as number)),
  };
  job += 1;
  since = performance.now();
};

/** The jobs of a step, divided as for so many threads. */
function measured(count: number): readonly MeasuredJob[] {
  setThreads(count);
  train();
  jobs = [];
  for (let i = 0; i < Number(steps); i++) {
    job = 0;
    since = performance.now();
    train();
  }
  return jobs;
}

const counts = threadList.split(',').map(Number);
train();
const rows = new Map<string, { calls: number; times: number[] }>();
for (const [i, count] of counts.entries()) {
  for (const { kernel, before, chunks } of measured(count)) {
    const computing = simulated(chunks, count);
    for (const [key, time] of [
      ['JavaScript', before],
      [kernel, computing],
      ['all', before + computing],
    ] as const) {
      const row = rows.get(key) ?? { calls: 0, times: counts.map(() => 0) };
      row.times[i] = (row.times[i] as number) + time;
      rows.set(key, { ...row, calls: row.calls + (i === 0 ? 1 : 0) });
    }
  }
}

const last = ({ times }: { readonly times: readonly number[] }) => times.at(-1) as number;
console.log(
  'Simulated from chunks that were measured on one thread: without what threads do to one another’s caches and memory.',
);
const titles = counts.map((count) => `threads: ${count}`.padStart(13)).join('');
console.log(`${'milliseconds a training step'.padEnd(30)}   jobs${titles}    gain`);
for (const [kernel, row] of [...rows].sort((a, b) => last(a[1]) - last(b[1]))) {
  const cells = row.times.map((time) => time.toFixed(2).padStart(13)).join('');
  const gain = ((row.times[0] as number) / last(row)).toFixed(2);
  console.log(`${kernel.padEnd(30)}${String(row.calls).padStart(7)}${cells}${`${gain}x`.padStart(8)}`);
}
const gains = (rows.get('all')?.times ?? []).map((time, _, [one = 0]) =>
  `${(one / time).toFixed(2)}x`.padStart(13),
);
console.log(`${'gain'.padEnd(37)}${gains.join('')}`);
process.exit(0);
