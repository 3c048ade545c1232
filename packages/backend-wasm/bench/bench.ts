import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '../src/index';
import { setThreads } from '../src/index';
import { type Part, workload } from './workload';

interface Rate {
  /** Images a second of wall time: the best tenth of the repetitions, since other processes disturb the rest. */
  wall: number;
  /** Likewise of processor time, all threads together. */
  cpu: number;
}

/** `undefined` for a step that the backend has no kernels for. */
function rate(batch: number, seconds: number, step: () => void): Rate | undefined {
  try {
    step();
    step();
  } catch {
    return undefined;
  }
  const wall: number[] = [];
  const cpu: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || wall.length < 3) {
    const before = process.cpuUsage();
    const start = performance.now();
    step();
    wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  const best = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 10)] as number;
  return { wall: Math.round((batch * 1000) / best(wall)), cpu: Math.round((batch * 1000) / best(cpu)) };
}

const [
  backend = 'exmodel-wasm',
  threads = '1',
  name = 'lenet',
  batchText = '128',
  seconds = '3',
  parts = 'forward,train,input',
] = process.argv.slice(2);
await tf.setBackend(backend);
if (backend === 'exmodel-wasm') setThreads(Number(threads));
const batch = Number(batchText);
const steps = workload(name, batch);
const measure = (part: Part) =>
  parts.includes(part) ? rate(batch, Number(seconds), steps[part]) : undefined;
console.log(
  JSON.stringify({
    backend,
    threads,
    name,
    batch,
    forward: measure('forward'),
    train: measure('train'),
    input: measure('input'),
    // Kilobytes, as ru_maxrss.
    memory: process.resourceUsage().maxRSS / 1e3,
  }),
);
process.exit(0);
