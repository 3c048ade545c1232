/**
 * `pnpm bench:gpu [seconds] [backends]`: images a second on a GPU through WebGPU, beside the WebAssembly engine and, where
 * `python3 -c "import torch"` works, PyTorch on CUDA, on the same machine in the same run.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Random, sgd } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import * as tf from '@tensorflow/tfjs-core';
import { chooseBackend } from '../src/backends/choose-backend';
import type { BackendName } from '../src/backends/registry';

const [seconds = '2', names = 'webgpu,wasm'] = process.argv.slice(2);

/** Steps after which a value is read: a GPU works on while the next steps are recorded. */
const BLOCK = 10;

const NETWORKS = [
  { name: 'lenet', torch: 'lenet', shape: [32, 32, 1], batches: [128, 512] },
  { name: 'resnet', torch: 'resnet', shape: [32, 32, 3], batches: [128, 512] },
  { name: 'mobilenet_v2', torch: 'mobilenet', shape: [128, 128, 3], batches: [32] },
] as const;

type Step = () => tf.Scalar;

/** Forward, a step of SGD with momentum, and the gradient with respect to the images; each gives a number to wait for. */
function steps(name: string, shape: readonly [number, number, number], batch: number): Record<string, Step> {
  const random = Random.seeded(1);
  const model = createModel(name, { inputShape: shape, classes: 10, random: () => random.uniform() });
  const student = studentFromLayersModel(model);
  const optimizer = sgd(student.variables, { learningRate: 0.01, momentum: 0.9 });
  const images = tf.randomNormal([batch, ...shape], 0, 1, 'float32', 1) as tf.Tensor4D;
  const labels = tf.oneHot(
    Array.from({ length: batch }, (_, i) => i % 10),
    10,
  );
  const loss = (x: tf.Tensor4D, training: boolean) =>
    tf.losses.softmaxCrossEntropy(labels, student.logits(x, { training })) as tf.Scalar;
  return {
    forward: () => tf.sum(student.logits(images)),
    train: () => {
      const { value, grads } = tf.variableGrads(() => loss(images, true), [...student.variables]);
      optimizer.step(student.variables.map((variable) => grads[variable.name] as tf.Tensor));
      return value;
    },
    'input gradient': () => tf.sum(tf.grad((x) => loss(x as tf.Tensor4D, false))(images)),
  };
}

/** Images a second: the median of blocks of steps. */
async function rate(step: Step, batch: number): Promise<number> {
  const block = async (count: number) => {
    let last: tf.Scalar | undefined;
    for (let i = 0; i < count; i++) {
      last?.dispose();
      last = tf.tidy(step);
    }
    await last?.data();
    last?.dispose();
  };
  await block(2);
  const times: number[] = [];
  for (
    const end = performance.now() + Number(seconds) * 1000;
    performance.now() < end || times.length < 3;
  ) {
    const start = performance.now();
    await block(BLOCK);
    times.push((performance.now() - start) / BLOCK);
  }
  times.sort((a, b) => a - b);
  return (batch * 1000) / (times[times.length >> 1] as number);
}

function row(title: string, rates: readonly (number | undefined)[]): void {
  const cells = rates.map((each) => (each === undefined ? 'cannot' : each.toFixed(0)).padStart(16));
  console.log(`  ${title.padEnd(32)}${cells.join('')}`);
}

const PARTS = ['forward', 'train', 'input gradient'] as const;

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

console.log(
  `Images a second, the median of blocks of ${BLOCK} steps. ${cpus().length} × ${cpus()[0]?.model}.`,
);
for (const { name, torch, shape, batches } of NETWORKS) {
  for (const batch of batches) {
    console.log(
      `\n${`${name}, batch ${batch}`.padEnd(34)}${PARTS.map((part) => part.padStart(16)).join('')}`,
    );
    for (const backend of names.split(',') as BackendName[]) {
      const { description } = await chooseBackend(backend);
      const measured = steps(name, shape, batch);
      const rates: number[] = [];
      for (const part of PARTS) rates.push(await rate(measured[part] as Step, batch));
      row(description, rates);
      tf.disposeVariables();
    }
    const reference = pyTorch(torch, batch);
    if (reference !== undefined) row('PyTorch, CUDA', reference);
  }
}
process.exit(0);
