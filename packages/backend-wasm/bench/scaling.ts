// How much faster some threads are than one: the median over pairs of turns, one after the other in one process, so that
// what else the machine does meets both alike.
import * as tf from '@tensorflow/tfjs-core';
import '../src/index';
import { setThreads } from '../src/index';
import { PARTS, workload } from './workload';

const [name = 'resnet', batch = '128', seconds = '3', count = '2'] = process.argv.slice(2);
/** Milliseconds of a turn, after a first step which starts the workers. */
const TURN = 500;
await tf.setBackend('exmodel-wasm');
const steps = workload(name, Number(batch));

/** Milliseconds of a step: the best of a turn. */
function turn(threads: number, step: () => void): number {
  setThreads(threads);
  step();
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + TURN;
  do {
    const start = performance.now();
    step();
    best = Math.min(best, performance.now() - start);
  } while (performance.now() < end);
  return best;
}

function medianRatio(step: () => void): number {
  const ratios: number[] = [];
  const end = performance.now() + 2000 * Number(seconds);
  while (performance.now() < end || ratios.length < 3) ratios.push(turn(1, step) / turn(Number(count), step));
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] as number;
}

console.log(JSON.stringify(Object.fromEntries(PARTS.map((part) => [part, medianRatio(steps[part])]))));
process.exit(0);
