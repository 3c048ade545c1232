/**
 * `pnpm bench:pipeline [threads]`: seconds of Split MNIST, from the training of the experts to the student by model inversion, phase by phase: the
 * real command and, where `python3 -c "import torch"` works, the same work in PyTorch (pipeline.py), in turns.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImageDataset, loadMnist } from '@exmodel/benchmarks';

const [threads = String(Math.min(2, availableParallelism()))] = process.argv.slice(2);
const rounds = 3;
const settings = {
  ...{ scenario: 'split_mnist', strategy: 'minversion_ed', expert_epochs: 1, num_iter_per_exp: 200 },
  ...{ buffer_size: 500, buffer_iter: 50, buffer_temperature: 20 },
};

/** Seconds by phase. */
interface Run {
  readonly seconds: Readonly<Record<string, number>>;
  /** Of the student on the test images of all classes, 0 to 1. */
  readonly accuracy: number;
}

const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
const experiment = join(folder, 'pipeline.yaml');
writeFileSync(experiment, JSON.stringify({ name: 'pipeline', ...settings }));
const python =
  process.env.VIRTUAL_ENV === undefined ? 'python3' : join(process.env.VIRTUAL_ENV, 'bin/python3');

/** Seconds that a process takes, and its output. */
function timed(program: string, args: readonly string[]): { seconds: number; output: string } {
  const start = performance.now();
  const output = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { seconds: (performance.now() - start) / 1000, output };
}

/** Once with the experts and once with those of before: the difference is their training. */
function ours(
  round: number,
): Run & { readonly job: { readonly config: object; readonly classes: number[][] } } {
  const logdir = join(folder, String(round));
  const job = join(logdir, 'pipeline/minversion_ed');
  const run = () =>
    timed(process.execPath, [
      ...['dist/index.js', 'run', experiment, '--backend', 'wasm', '--threads', threads],
      ...['--set', `logdir=${logdir}`],
    ]).seconds;
  const withExperts = run();
  rmSync(job, { recursive: true });
  const without = run();
  const { times, config, experiences, accuracy } = JSON.parse(
    readFileSync(join(job, 'metrics.json'), 'utf8'),
  );
  const { synthesis, distillation, evaluation } = times;
  const phases = { experts: withExperts - without, synthesis, distillation, evaluation };
  const classes = experiences.map((each: { classes: number[] }) => each.classes);
  return { seconds: withRest(phases, withExperts), accuracy, job: { config, classes } };
}

function pyTorch(): Run {
  const { seconds: all, output } = timed(python, ['bench/pipeline.py', folder, threads]);
  const { seconds, accuracy } = JSON.parse(output);
  return { seconds: withRest(seconds, all), accuracy };
}

function withRest(phases: Readonly<Record<string, number>>, all: number): Record<string, number> {
  const known = Object.values(phases).reduce((total, seconds) => total + seconds, 0);
  return { ...phases, 'start, data, files': all - known, all };
}

/** The images as bytes, which PyTorch's side need not decode. */
async function writeImages(): Promise<void> {
  const { train, test } = await loadMnist({ imageSize: 32 });
  for (const [name, set] of Object.entries({ train, test }) as [string, ImageDataset][]) {
    const all = Array.from({ length: set.length }, (_, i) => i);
    writeFileSync(join(folder, `${name}.pixels`), Buffer.concat(all.map((i) => set.pixels(i))));
    writeFileSync(
      join(folder, `${name}.labels`),
      Uint8Array.from(all, (i) => set.label(i)),
    );
  }
}

const medianOf = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const medianSeconds = (runs: readonly Run[], phase: string) =>
  medianOf(runs.map(({ seconds }) => seconds[phase] as number));

const hasTorch = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
if (!hasTorch) console.log('PyTorch is not installed here: exmodel alone.');
await writeImages();
const own: Run[] = [];
const torch: Run[] = [];
for (let round = 0; round < rounds; round++) {
  const { job, ...run } = ours(round);
  own.push(run);
  if (!hasTorch) continue;
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ ...job.config, classes: job.classes }));
  torch.push(pyTorch());
}
console.log(
  `Split MNIST, LeNet-5, ${JSON.stringify(settings)}; threads: ${threads}; medians of ${rounds} runs, in seconds`,
);
console.log(
  `${''.padEnd(20)}${['exmodel', ...(hasTorch ? ['PyTorch', 'speed'] : [])].map((title) => title.padStart(10)).join('')}`,
);
for (const phase of Object.keys(own[0]?.seconds ?? {})) {
  const [a, b] = [medianSeconds(own, phase), hasTorch ? medianSeconds(torch, phase) : undefined];
  const cells = b === undefined ? [a.toFixed(2)] : [a.toFixed(2), b.toFixed(2), `${(b / a).toFixed(2)}x`];
  console.log(`${phase.padEnd(20)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}
const accuracyOf = (runs: readonly Run[]) =>
  (100 * medianOf(runs.map(({ accuracy }) => accuracy))).toFixed(1);
console.log(
  `accuracy in percent: ${accuracyOf(own)}${hasTorch ? ` and ${accuracyOf(torch)}, from other random numbers` : ''}`,
);
rmSync(folder, { recursive: true });
