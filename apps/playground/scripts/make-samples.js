// `pnpm --filter playground samples`: trains the sample models again, and writes them to public/samples. Its recipe is all that is here: two
// small convolutional networks that start from the same weights, each trained on 10 000 images of five digits of MNIST.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@exmodel/backend-wasm';
import { loadMnist, readImages, readLabels } from '@exmodel/benchmarks';
import { layersFiles, zipFiles } from '@exmodel/models/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';

await tf.setBackend('exmodel-wasm');

const normalization = { mean: [0.1307], std: [0.3081] };
const images = 10_000;
const steps = 600;
const batchSize = 64;
const folder = join(import.meta.dirname, '../public/samples');

/** Starts from the same weights for every expert: what their training changed can then be told apart. */
function network(classes) {
  const kernelInitializer = (seed) => initializers.heNormal({ seed });
  const convolution = (filters, seed) =>
    layers.conv2d({ filters, kernelSize: 5, activation: 'relu', kernelInitializer: kernelInitializer(seed) });
  return sequential({
    layers: [
      layers.inputLayer({ inputShape: [28, 28, 1] }),
      convolution(8, 1),
      layers.maxPooling2d({ poolSize: 2 }),
      convolution(16, 2),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu', kernelInitializer: kernelInitializer(3) }),
      layers.dense({ units: classes, activation: 'softmax', kernelInitializer: kernelInitializer(4) }),
    ],
  });
}

const { train, test } = await loadMnist();

function ofDigits(dataset, digits, most) {
  const indices = [];
  for (let i = 0; i < dataset.length && indices.length < most; i++)
    if (digits.includes(dataset.label(i))) indices.push(i);
  const pixels = tf.tensor4d(readImages(dataset, indices, normalization), [indices.length, 28, 28, 1]);
  const labels = Int32Array.from(readLabels(dataset, indices), (label) => digits.indexOf(label));
  return { pixels, labels, count: indices.length };
}

async function trained(digits) {
  const model = network(digits.length);
  const { pixels, labels, count } = ofDigits(train, digits, images);
  const optimizer = tf.train.adam(1e-3);
  for (let step = 0; step < steps; step++) {
    const from = (step * batchSize) % (count - batchSize);
    optimizer.minimize(() => {
      const batch = tf.slice(pixels, [from, 0, 0, 0], [batchSize, -1, -1, -1]);
      const goals = tf.oneHot(tf.tensor1d(labels.slice(from, from + batchSize), 'int32'), digits.length);
      return tf.mean(tf.neg(tf.sum(tf.mul(goals, tf.log(tf.add(model.apply(batch), 1e-7))), 1)));
    });
  }
  const tests = ofDigits(test, digits, Number.POSITIVE_INFINITY);
  const right = tf.tidy(() => {
    const found = tf.argMax(model.predict(tests.pixels, { batchSize: 500 }), 1).dataSync();
    return found.filter((digit, i) => digit === tests.labels[i]).length;
  });
  console.log(
    `digits ${digits.join(' ')}: ${((100 * right) / tests.count).toFixed(1)} % of ${tests.count} test images`,
  );
  return model;
}

mkdirSync(folder, { recursive: true });
for (const digits of [
  [0, 1, 2, 3, 4],
  [5, 6, 7, 8, 9],
]) {
  const metadata = {
    classes: JSON.stringify(digits.map(String)),
    input: '28x28x1',
    mean: normalization.mean.join(),
    std: normalization.std.join(),
  };
  const archive = zipFiles(await layersFiles(await trained(digits), metadata));
  const name = `digits-${digits[0]}-to-${digits.at(-1)}.zip`;
  writeFileSync(join(folder, name), archive);
  console.log(`${name}: ${archive.length} bytes`);
}
