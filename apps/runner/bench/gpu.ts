/**
 * `pnpm bench:gpu [seconds] [backends] [networks]`: images a second on a GPU through WebGPU, beside the WebAssembly engine and, where
 * `python3 -c "import torch"` works, PyTorch on CUDA, on the same machine in the same run. `wasm:4` is the engine on four threads, `resnet:128` the network with batches of
 * 128.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { chooseBackend } from '../src/backends/choose-backend';
import type { BackendName } from '../src/backends/registry';
import { NETWORKS, PARTS, type Step, steps } from './gpu-networks';

const [seconds = '2', backends = 'webgpu,wasm,pytorch', chosen = ''] = process.argv.slice(2);

/** Steps of a GPU after which a value is read: it works on while the next steps are recorded. */
const BLOCK = 10;

/** Images a second: the median of blocks of steps. */
async function rate(step: Step, batch: number, steps: number): Promise<number> {
  const block = async (count: number) => {
    let last: tf.Scalar | undefined;
    for (let i = 0; i < count; i++) {
      last?.dispose();
      last = tf.tidy(step);
    }
    await last?.data();
    last?.dispose();
  };
  // Shaders and JavaScript are compiled, and buffers found, in the first dozens of steps.
  const warm = performance.now() + Number(seconds) * 500;
  do await block(steps);
  while (performance.now() < warm);
  const times: number[] = [];
  for (
    const end = performance.now() + Number(seconds) * 1000;
    performance.now() < end || times.length < 3;
  ) {
    const start = performance.now();
    await block(steps);
    times.push((performance.now() - start) / steps);
  }
  times.sort((a, b) => a - b);
  return (batch * 1000) / (times[times.length >> 1] as number);
}

function row(title: string, rates: readonly (number | undefined)[]): void {
  const cells = rates.map((each) => (each === undefined ? 'cannot' : each.toFixed(0)).padStart(16));
  console.log(`  ${title.padEnd(32)}${cells.join('')}`);
}

/** PyTorch's rates of the same networks, undefined where it has no CUDA. */
function pyTorch(name: string, batch: number): readonly number[] | undefined {
  // The bundle lies in node_modules/.cache/bench of the runner.
  const script = fileURLToPath(
    new URL('../../../../../packages/backend-wasm/bench/pytorch.py', import.meta.url),
  );
  const { status, stdout } = spawnSync(
    'python3',
    [script, 'cuda', name, String(batch), seconds, 'forward,train,input'],
    { encoding: 'utf8' },
  );
  if (status !== 0) return undefined;
  const { forward, train, input } = JSON.parse(stdout);
  return [forward.wall, train.wall, input.wall];
}

console.log(`Images a second, the median of blocks of steps. ${cpus().length} × ${cpus()[0]?.model}.`);
for (const { name, torch, shape, batches } of NETWORKS) {
  for (const batch of batches) {
    if (!chosen.split(',').some((each) => `${name}:${batch}`.startsWith(each))) continue;
    console.log(
      `\n${`${name}, batch ${batch}`.padEnd(34)}${PARTS.map((part) => part.padStart(16)).join('')}`,
    );
    for (const entry of backends.split(',')) {
      if (entry === 'pytorch') {
        const reference = pyTorch(torch, batch);
        if (reference !== undefined) row('PyTorch, CUDA', reference);
        continue;
      }
      const [backend, threads] = entry.split(':') as [BackendName, string?];
      const { description } = await chooseBackend(
        backend,
        threads === undefined ? undefined : Number(threads),
      );
      const measured = steps(name, shape, batch);
      const rates: number[] = [];
      for (const part of PARTS) {
        rates.push(await rate(measured[part], batch, backend === 'webgpu' ? BLOCK : 1));
      }
      row(description, rates);
      tf.disposeVariables();
    }
  }
}
process.exit(0);
