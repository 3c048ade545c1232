// `pnpm bench:jobs`: how long two jobs take at once on two cores, and the same two one after the other with one thread each.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
const file = join(folder, 'two.yaml');
writeFileSync(
  file,
  `
scenario: split_mnist
synthetic: true
model: lenet
strategy: gn_ed
seeds: [1, 2]
expert_epochs: 1
num_iter_per_exp: 300
train_mb_size: 64
`,
);

const script = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Runs the command, which must succeed. */
function exmodel(path, ...parameters) {
  const { status, stderr } = spawnSync(process.execPath, [script(path), ...parameters], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function secondsOf(name, options) {
  const began = performance.now();
  exmodel(
    '../dist/index.js',
    'run',
    file,
    '--backend',
    'wasm',
    '--set',
    `logdir=${join(folder, name)}`,
    ...options,
  );
  return (performance.now() - began) / 1000;
}

exmodel('../scripts/start.js', '--version'); // Builds what has changed.
const shares = [];
for (let round = 0; round < rounds; round++) {
  const after = secondsOf(`after-${round}`, ['--threads', '1']);
  const beside = secondsOf(`beside-${round}`, ['--threads', '2', '--jobs', '2']);
  shares.push(beside / after);
  console.log(
    `one after the other ${after.toFixed(1)} s, at once ${beside.toFixed(1)} s: ${(beside / after).toFixed(2)} of the time`,
  );
}
console.log(`median: ${shares.sort((a, b) => a - b)[rounds >> 1].toFixed(2)} of the time`);
rmSync(folder, { recursive: true });
