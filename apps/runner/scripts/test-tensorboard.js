// `pnpm test:tensorboard`: runs a small experiment and reads its event files with the package tensorboard from PyPI, which it
// installs for the occasion unless `python3` (or PYTHON) has it. Where neither is possible it says so and tests nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'exmodel-tensorboard-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const succeeds = (command, ...parameters) => spawnSync(command, parameters).status === 0;
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** A Python that can import tensorboard. */
function pythonWithTensorboard() {
  const python = process.env.PYTHON ?? 'python3';
  if (succeeds(python, '-c', 'import tensorboard')) return python;
  const environment = join(folder, 'python');
  const own = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const installed =
    succeeds(python, '-m', 'venv', environment) && succeeds(own, '-m', 'pip', 'install', 'tensorboard');
  return installed ? own : undefined;
}

const python = pythonWithTensorboard();
if (python === undefined) {
  console.log('Not tested: the Python package tensorboard is not there and cannot be installed here.');
  process.exit(0);
}

const settings = [
  ...[
    'synthetic=true',
    'strategy=minversion_ed',
    'expert_epochs=1',
    'expert_mb_size=8',
    'num_iter_per_exp=12',
  ],
  ...['eval_every=4', 'buffer_size=20', 'buffer_iter=6', 'name=x', `logdir=${folder}`],
].flatMap((setting) => ['--set', setting]);
const run = spawnSync(process.execPath, [script('../dist/index.js'), 'run', ...settings], {
  encoding: 'utf8',
});
assert.equal(run.status, 0, run.stderr);

const job = join(folder, 'x/minversion_ed');
const reader = spawnSync(python, [script('read-tensorboard.py'), job], { encoding: 'utf8' });
assert.equal(reader.status, 0, reader.stderr);
const { scalars, images } = JSON.parse(reader.stdout);

const metrics = JSON.parse(readFileSync(join(job, 'metrics.json'), 'utf8'));
const near = (points, expected) => {
  assert.deepEqual(
    points.map(([step]) => step),
    expected.map(([step]) => step),
  );
  for (const [i, [, value]] of points.entries()) assert.ok(Math.abs(value - expected[i][1]) < 1e-6);
};
const last = metrics.accuracyMatrix.length - 1;
assert.equal(last, 4);
near(scalars.accuracy.slice(-1), [[last, metrics.accuracy]]);
for (const experience of [0, 1, 2, 3, 4]) {
  near(
    scalars[`accuracy/experience${experience}`],
    metrics.accuracyMatrix.map((row, after) => [after, row[experience]]),
  );
  near(
    scalars[`accuracy/within_experience${experience}`],
    metrics.accuracyCurve
      .filter((point) => point.experience === experience)
      .map(({ iteration, accuracy }) => [iteration, accuracy]),
  );
  assert.equal(scalars[`loss/distillation/experience${experience}`].length, 12);
  assert.equal(scalars[`loss/synthesis/experience${experience}`].length, 6);
}
assert.deepEqual(
  images.samples.map(([step]) => step),
  [0, 1, 2, 3, 4],
);
const [, width, height] = images.samples[4];
assert.equal(width, 10 * 34 - 2);
assert.ok(height > 0);
console.log(
  `tensorboard read ${Object.keys(scalars).length} curves and ${images.samples.length} images: what metrics.json says.`,
);
