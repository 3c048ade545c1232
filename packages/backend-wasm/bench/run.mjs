/**
 * `pnpm bench [network] [seconds] [--threads 1,2,4]`: images a second of this backend on so many threads, beside tfjs's cpu and wasm
 * backends and, where `python3 -c "import torch"` works, PyTorch: one after the other in the same run. At the end, what must
 * hold, and what is aimed at.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { hasPyTorch, python } from './python.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: { threads: { type: 'string', default: '1,2' } },
  allowPositionals: true,
});
const [only, seconds = '3'] = positionals;
const threadCounts = values.threads.split(',').map(Number);
if (!threadCounts.every((count) => Number.isInteger(count) && count > 0)) {
  console.error(
    `--threads ${values.threads} was given. Expected whole numbers from 1, with commas between: --threads 1,2,4`,
  );
  process.exit(2);
}
const [program, scaling] = [await bundle('bench'), await bundle('scaling')];

const PARTS = ['forward', 'train', 'input'];
const TITLES = ['forward', 'train', 'input gradient'];

/**
 * What each engine is given: fewer images where one image takes seconds. Goals are [must, aim]: speeds in times PyTorch's on
 * two threads, the gain of the second thread in training, megabytes.
 */
const PLAN = [
  {
    name: 'lenet',
    title: 'LeNet-5, batch 128',
    batch: 128,
    others: { cpu: 4, wasm: 128 },
    goals: { forward: [0.8, 2], train: [1, 2], input: [1, 2] },
  },
  { name: 'lenet', title: 'LeNet-5, batch 32', batch: 32, others: {}, goals: {} },
  {
    name: 'resnet',
    title: 'slim ResNet-18, batch 128',
    batch: 128,
    others: { wasm: 32 },
    goals: {
      forward: [0.8, 1.2],
      train: [0.8, 1.2],
      input: [0.8, 1.2],
      scaling: [1.7, 1.9],
      memory: [1000, 600],
    },
  },
  {
    name: 'mobilenet',
    title: 'MobileNetV2 3x128x128, batch 32',
    batch: 32,
    others: { wasm: 8 },
    goals: { forward: [0.6, 1], train: [0.6, 1], input: [0.6, 1] },
  },
  { name: 'mobilenet224', title: 'MobileNetV2 3x224x224, batch 16', batch: 16, others: {}, goals: {} },
].filter(({ name }) => only === undefined || name === only);

/** One process that measures, and one that only trains, for the peak of its memory. */
function twice(measureParts) {
  const result = measureParts(PARTS.join());
  const trained = measureParts('train');
  return result === undefined ? undefined : { ...result, memory: trained?.train && trained.memory };
}

function lastLine(args) {
  const { stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout.trim().split('\n').at(-1));
}

function measure(backend, threads, name, batch) {
  return twice((parts) => lastLine([program, backend, threads, name, String(batch), seconds, parts]));
}

function pyTorch(threads, name, batch) {
  return twice((parts) => {
    const args = [join(here, 'pytorch.py'), threads, name, String(batch), seconds, parts];
    return JSON.parse(execFileSync(python, args, { encoding: 'utf8' }));
  });
}

function ratioOf(result, reference, part, clock = 'wall') {
  const [own, other] = [result?.[part]?.[clock], reference?.[part]?.[clock]];
  return own && other ? own / other : undefined;
}

function row(title, result, reference) {
  const cells = PARTS.map((part) => {
    const wall = result?.[part]?.wall;
    if (wall === undefined) return 'cannot'.padStart(16);
    const ratio = ratioOf(result, reference, part);
    return `${wall}${ratio === undefined ? '' : ` (${ratio.toFixed(2)}x)`}`.padStart(16);
  });
  const memory = result?.memory === undefined ? '' : `${Math.round(result.memory)} MB`;
  console.log(`  ${title.padEnd(24)}${cells.join('')}${memory.padStart(10)}`);
}

/** What the ratios are when the time that other processes took is not counted. */
function processorRow(result, reference) {
  const cells = PARTS.map((part) => {
    const ratio = ratioOf(result, reference, part, 'cpu');
    return (ratio === undefined ? '' : `${ratio.toFixed(2)}x`).padStart(16);
  });
  console.log(`  ${'by processor time'.padEnd(24)}${cells.join('')}`);
}

/** How much faster so many threads are than one. */
function scalingRow(count, gains) {
  const cells = PARTS.map((part) => (gains?.[part] ? `${gains[part].toFixed(2)}x` : '').padStart(16));
  console.log(`  ${`${count} threads against one`.padEnd(24)}${cells.join('')}`);
}

/** What is held against the goals of one network: [what, measured, unit, goal, whether less is better]. */
function verdicts({ title, goals }, own, reference, gains) {
  const speeds = PARTS.map((part, i) => [
    `${title}: ${TITLES[i]}, of PyTorch's`,
    ratioOf(own, reference, part),
    'x',
    goals[part],
    false,
  ]);
  return [
    ...speeds,
    [`${title}: training on two threads against one`, gains?.train, 'x', goals.scaling, false],
    [`${title}: peak memory of training`, own?.memory, ' MB', goals.memory, true],
  ].filter(([, , , goal]) => goal !== undefined);
}

function verdictRow([title, measured, unit, [must, aim], less]) {
  const digits = unit === 'x' ? 2 : 0;
  const show = (value) => (value === undefined ? '-' : `${value.toFixed(digits)}${unit}`).padStart(10);
  const meets = (goal) => (less ? measured <= goal : measured >= goal);
  const verdict =
    measured === undefined ? 'unknown' : meets(aim) ? 'aim met' : meets(must) ? 'met' : 'MISSED';
  console.log(`  ${title.padEnd(72)}${show(measured)}${show(must)}${show(aim)}   ${verdict}`);
}

const torch = hasPyTorch();
console.log(
  'Images a second, the best tenth of the repetitions. Memory is the peak resident set of a process that only trains.',
);
if (!torch) console.log('PyTorch is not installed here: no ratios to it (see bench/README.md).');
if (Math.max(...threadCounts) > availableParallelism())
  console.log(
    `This machine has ${availableParallelism()} cores: more threads share them. pnpm shares simulates as many cores as threads.`,
  );
const results = [];
for (const plan of PLAN) {
  const { name, title, batch, others } = plan;
  console.log(`\n${title.padEnd(26)}${TITLES.map((t) => t.padStart(16)).join('')}    memory`);
  /** On two threads. */
  let [own, reference, gains] = [];
  for (const count of threadCounts) {
    const threads = String(count);
    const torchOnThem = torch ? pyTorch(threads, name, batch) : undefined;
    if (torchOnThem) row(`PyTorch, threads: ${threads}`, torchOnThem);
    const ownOnThem = measure('exmodel-wasm', threads, name, batch);
    row(`exmodel-wasm, threads: ${threads}`, ownOnThem, torchOnThem);
    // Threads that wait for work spin: their processor time is no measure.
    if (torch && count === 1) processorRow(ownOnThem, torchOnThem);
    if (count === 2) [own, reference] = [ownOnThem, torchOnThem];
  }
  for (const count of threadCounts.filter((each) => each > 1)) {
    const onThem = lastLine([scaling, name, String(batch), seconds, String(count)]);
    scalingRow(count, onThem);
    if (count === 2) gains = onThem;
  }
  for (const [backend, images] of Object.entries(others)) {
    row(`tfjs ${backend}, batch ${images}`, measure(backend, '1', name, images));
  }
  results.push(...verdicts(plan, own, reference, gains));
}
if (!threadCounts.includes(2)) process.exit(0);
console.log(
  `\n${'On two threads'.padEnd(74)}${['measured', 'must', 'aim'].map((t) => t.padStart(10)).join('')}`,
);
for (const result of results) verdictRow(result);
