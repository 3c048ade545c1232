/**
 * `pnpm bench:gpu:job [share] [gpu|two]`: seconds of Split CIFAR-10 by consensus_ed, from the training of the experts to the student, on a GPU and on two
 * threads of the WebAssembly engine: a share (a twentieth) of the steps and images of `configs/split-cifar10/consensus_ed.yaml`, on the synthetic
 * twin of the data. `gpu` or `two` as the second argument runs one of them alone.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [shareText = '0.05', which = 'both'] = process.argv.slice(2);
const share = Number(shareText);
const of = (full: number) => Math.max(1, Math.round(full * share));
/** An epoch of the twin is 4 steps of an expert; one of CIFAR-10 is 313, and the configuration has 8. */
const settings = {
  ...{ synthetic: true, expert_epochs: of((8 * 313) / 4) },
  ...{ num_iter_per_exp: of(3000), buffer_size: of(24_000), buffer_bns: of(1000) },
};
const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));

function seconds(backend: string, ...options: string[]): Readonly<Record<string, number>> {
  const logdir = join(folder, backend);
  const sets = Object.entries({ ...settings, logdir }).flatMap(([key, value]) => [
    '--set',
    `${key}=${value}`,
  ]);
  const start = performance.now();
  const [command, ...args] = ['dist/index.js', 'run', '../../configs/split-cifar10/consensus_ed.yaml'];
  execFileSync(process.execPath, [command as string, ...args, ...sets, '--backend', backend, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const all = (performance.now() - start) / 1000;
  const { times } = JSON.parse(readFileSync(join(logdir, 'split_cifar10/consensus_ed/metrics.json'), 'utf8'));
  const { synthesis, distillation, evaluation } = times;
  const rest = all - synthesis - distillation - evaluation;
  return { synthesis, distillation, evaluation, 'experts, start, data, files': rest, all };
}

const gpu = which === 'two' ? undefined : seconds('webgpu');
const two = which === 'gpu' ? undefined : seconds('wasm', '--threads', '2');
console.log(`Split CIFAR-10, consensus_ed, ${JSON.stringify(settings)}; seconds`);
const titles = [...(gpu ? ['WebGPU'] : []), ...(two ? ['2 threads'] : []), ...(gpu && two ? ['ratio'] : [])];
console.log(`${''.padEnd(30)}${titles.map((title) => title.padStart(10)).join('')}`);
for (const phase of Object.keys(gpu ?? two ?? {})) {
  const times = [gpu?.[phase], two?.[phase]].filter((time) => time !== undefined);
  const [a, b] = times;
  const cells = times.map((time) => time.toFixed(1));
  if (a !== undefined && b !== undefined) cells.push(`${(b / a).toFixed(1)}x`);
  console.log(`${phase.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}
rmSync(folder, { recursive: true });
