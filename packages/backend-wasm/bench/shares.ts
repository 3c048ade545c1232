// `pnpm shares [network] [batch] [steps]`: where a training step's time goes, and what two threads could gain at best. For a
// machine that others use: every chunk of every job is run on one thread, and the least of its times over the steps counts;
// from those the time on two threads follows, but for what they do to one another's caches and memory.
import * as tf from '@tensorflow/tfjs-core';
import '../src/index';
import { setThreads, type WasmBackend } from '../src/index';
import { orderedArguments } from '../src/native/kernel-arguments';
import { workload } from './workload';

const [name = 'resnet', batch = '128', steps = '12'] = process.argv.slice(2);
/** Milliseconds that it takes to announce a job and to find it done. */
const SYNCHRONISATION = 0.005;

await tf.setBackend('exmodel-wasm');
setThreads(2);
const { threads, native } = tf.backend() as WasmBackend;
const { train } = workload(name, Number(batch));

/** The jobs of a step, in their order, each with the least times of its chunks; before each, of the JavaScript since the last. */
const jobs: { kernel: string; before: number; chunks: number[] }[] = [];
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

train();
train();
jobs.length = 0;
for (let i = 0; i < Number(steps); i++) {
  job = 0;
  since = performance.now();
  train();
}

const sum = (times: number[]) => times.reduce((a, b) => a + b, 0);

/** When two threads, each taking the next chunk as soon as it is free, are done. */
function shared(chunks: number[]): number {
  if (chunks.length === 1) return chunks[0] as number;
  const ends: [number, number] = [0, 0];
  for (const time of chunks) ends[ends[0] <= ends[1] ? 0 : 1] += time;
  return Math.max(...ends) + SYNCHRONISATION;
}

const rows = new Map<string, { calls: number; one: number; two: number }>();
for (const { kernel, before, chunks } of jobs) {
  for (const [key, one, two] of [
    ['JavaScript', before, before],
    [kernel, sum(chunks), shared(chunks)],
  ] as const) {
    const row = rows.get(key) ?? { calls: 0, one: 0, two: 0 };
    rows.set(key, { calls: row.calls + 1, one: row.one + one, two: row.two + two });
  }
}
const list = [...rows].sort((a, b) => b[1].two - a[1].two);
const total = {
  calls: jobs.length,
  one: sum(list.map(([, { one }]) => one)),
  two: sum(list.map(([, { two }]) => two)),
};
console.log(`${'milliseconds a training step'.padEnd(30)}   jobs  one thread  two threads`);
for (const [kernel, { calls, one, two }] of [...list, ['all', total] as const]) {
  const times = `${one.toFixed(2).padStart(12)}${two.toFixed(2).padStart(13)}`;
  console.log(`${kernel.padEnd(30)}${String(calls).padStart(7)}${times}   ${(one / two).toFixed(2)}x`);
}
process.exit(0);
