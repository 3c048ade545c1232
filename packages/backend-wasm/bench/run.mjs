/**
 * `pnpm bench [network] [seconds]`: images a second of this backend on one and two threads, beside tfjs's cpu and wasm
 * backends and, where `python3 -c "import torch"` works, PyTorch: one after the other in the same run.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [only, seconds = '3'] = process.argv.slice(2);
const program = await bundle('bench');

/** What each engine is given: fewer images where one image takes seconds. */
const PLAN = [
  { name: 'lenet', title: 'LeNet-5, batch 128', batch: 128, others: { cpu: 4, wasm: 128 } },
  { name: 'lenet', title: 'LeNet-5, batch 32', batch: 32, others: {} },
  { name: 'resnet', title: 'slim ResNet-18, batch 128', batch: 128, others: { wasm: 32 } },
  { name: 'mobilenet', title: 'MobileNetV2 3x128x128, batch 32', batch: 32, others: { wasm: 8 } },
].filter(({ name }) => only === undefined || name === only);

const PARTS = ['forward', 'train', 'input'];

/** One process that measures, and one that only trains, for the peak of its memory. */
function twice(measureParts) {
  const result = measureParts(PARTS.join());
  const trained = measureParts('train');
  return result === undefined ? undefined : { ...result, memory: trained?.train && trained.memory };
}

function measure(backend, threads, name, batch) {
  return twice((parts) => {
    const args = [program, backend, threads, name, String(batch), seconds, parts];
    const { stdout } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout.trim().split('\n').at(-1));
  });
}

function hasPyTorch() {
  return spawnSync('python3', ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}

function pyTorch(threads, name, batch) {
  return twice((parts) => {
    const args = [join(here, 'pytorch.py'), threads, name, String(batch), seconds, parts];
    return JSON.parse(execFileSync('python3', args, { encoding: 'utf8' }));
  });
}

function row(title, result, reference) {
  const cells = PARTS.map((part) => {
    const wall = result?.[part]?.wall;
    if (wall === undefined) return 'cannot'.padStart(16);
    const ratio =
      reference?.[part]?.wall === undefined ? '' : ` (${(wall / reference[part].wall).toFixed(2)}x)`;
    return `${wall}${ratio}`.padStart(16);
  });
  const memory = result?.memory === undefined ? '' : `${Math.round(result.memory)} MB`;
  console.log(`  ${title.padEnd(24)}${cells.join('')}${memory.padStart(10)}`);
}

/** How much faster two threads are than one. */
function scalingRow(one, two) {
  const cells = PARTS.map((part) => {
    const [before, after] = [one?.[part]?.wall, two?.[part]?.wall];
    return (before && after ? `${(after / before).toFixed(2)}x` : '').padStart(16);
  });
  console.log(`  ${'two threads against one'.padEnd(24)}${cells.join('')}`);
}

const torch = hasPyTorch();
console.log(
  'Images a second, the best tenth of the repetitions. Memory is the peak resident set of a process that only trains.',
);
if (!torch) console.log('PyTorch is not installed here: no ratios to it (bench/README.md tells how).');
for (const { name, title, batch, others } of PLAN) {
  console.log(
    `\n${title.padEnd(26)}${['forward', 'train', 'input gradient'].map((t) => t.padStart(16)).join('')}    memory`,
  );
  const [one, two] = ['1', '2'].map((threads) => {
    const reference = torch ? pyTorch(threads, name, batch) : undefined;
    if (reference) row(`PyTorch, threads: ${threads}`, reference);
    const own = measure('exmodel-wasm', threads, name, batch);
    row(`exmodel-wasm, threads: ${threads}`, own, reference);
    return own;
  });
  scalingRow(one, two);
  for (const [backend, images] of Object.entries(others)) {
    row(`tfjs ${backend}, batch ${images}`, measure(backend, '1', name, images));
  }
}
