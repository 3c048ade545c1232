/**
 * `pnpm bench:gpu:kernels [network] [batch] [part]`: how long a GPU computes each shader of one step, by its own clock, and how long the CPU
 * takes to record the step: where the time goes that `pnpm bench:gpu` measures.
 */
import * as tf from '@tensorflow/tfjs-core';
import { chooseBackend } from '../src/backends/choose-backend';
import { NETWORKS, type Part, steps } from './gpu-networks';

const [name = 'resnet', batchText = '512', part = 'train'] = process.argv.slice(2);
const network = NETWORKS.find((each) => each.name === name);
if (network === undefined)
  throw new Error(`${name} is none of ${NETWORKS.map((each) => each.name).join(', ')}`);
const batch = Number(batchText);
const REPEATS = 5;
/** Of a query set: a begin and an end for each dispatch. */
const MOST_QUERIES = 4096;

const { description } = await chooseBackend('webgpu');
const step = steps(network.name, network.shape, batch)[part as Part];
const { device } = tf.backend() as unknown as { readonly device: GPUDevice };

async function runs(count: number): Promise<{ readonly recorded: number; readonly whole: number }> {
  const start = performance.now();
  let last: tf.Scalar | undefined;
  for (let i = 0; i < count; i++) {
    last?.dispose();
    last = tf.tidy(step);
  }
  const recorded = performance.now() - start;
  await last?.data();
  last?.dispose();
  return { recorded: recorded / count, whole: (performance.now() - start) / count };
}

await runs(2);
const { recorded, whole } = await runs(10);

// From here on each dispatch has a pass of its own, whose begin and end the GPU notes.
const queries = device.createQuerySet({ type: 'timestamp', count: MOST_QUERIES });
const labels: string[] = [];
const createCommandEncoder = device.createCommandEncoder.bind(device);
device.createCommandEncoder = (descriptor) => {
  const encoder = createCommandEncoder(descriptor);
  const beginComputePass = encoder.beginComputePass.bind(encoder);
  encoder.beginComputePass = () => {
    const first = 2 * labels.length;
    if (first + 1 >= MOST_QUERIES) return beginComputePass();
    const index = labels.push('') - 1;
    const pass = beginComputePass({
      timestampWrites: {
        querySet: queries,
        beginningOfPassWriteIndex: first,
        endOfPassWriteIndex: first + 1,
      },
    });
    const setPipeline = pass.setPipeline.bind(pass);
    pass.setPipeline = (pipeline) => {
      labels[index] = pipeline.label;
      setPipeline(pipeline);
    };
    return pass;
  };
  return encoder;
};
tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 1);

const times = new Map<string, { count: number; nanoseconds: number }>();
for (let repeat = 0; repeat < REPEATS; repeat++) {
  labels.length = 0;
  await runs(1);
  const size = 16 * labels.length;
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = createCommandEncoder();
  encoder.resolveQuerySet(queries, 0, 2 * labels.length, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const stamps = new BigUint64Array(readable.getMappedRange());
  labels.forEach((label, i) => {
    const known = times.get(label) ?? { count: 0, nanoseconds: 0 };
    known.count++;
    known.nanoseconds += Number((stamps[2 * i + 1] as bigint) - (stamps[2 * i] as bigint));
    times.set(label, known);
  });
  readable.unmap();
  resolved.destroy();
  readable.destroy();
}

console.log(`${name}, batch ${batch}, ${part}: ${description}`);
console.log(
  `${whole.toFixed(2)} ms a step, of which ${recorded.toFixed(2)} ms to record it; ${labels.length} dispatches\n`,
);
const rows = [...times].sort(([, a], [, b]) => b.nanoseconds - a.nanoseconds);
const total = rows.reduce((sum, [, { nanoseconds }]) => sum + nanoseconds, 0);
for (const [label, { count, nanoseconds }] of rows) {
  console.log(
    `${(nanoseconds / REPEATS / 1e6).toFixed(3).padStart(9)} ms ${((100 * nanoseconds) / total).toFixed(1).padStart(5)} %  ${String(count / REPEATS).padStart(5)} ×  ${label}`,
  );
}
console.log(`${(total / REPEATS / 1e6).toFixed(3).padStart(9)} ms in all`);
process.exit(0);
