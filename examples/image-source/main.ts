import '@tensorflow/tfjs-backend-cpu';
import { distill, gaussianNoise, Random, type SampleSource } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { barImages } from './bars.ts';

const shape = [8, 8, 1] as const;
const random = Random.seeded(1);

function network() {
  const kernelInitializer = () => initializers.glorotUniform({ seed: 1 });
  return sequential({
    layers: [
      layers.flatten({ inputShape: [...shape] }),
      layers.dense({ units: 16, activation: 'relu', kernelInitializer: kernelInitializer() }),
      layers.dense({ units: 4, kernelInitializer: kernelInitializer() }),
    ],
  });
}

/** Images whose class is the quarter that is bright. */
function quarters(classes: readonly number[], count: number) {
  const labels = Array.from({ length: count }, (_, i) => classes[i % classes.length] as number);
  const noise = random.normals(count * 64);
  const pixels = noise.map((value, i) => value / 2 + ((i >> 4) % 4 === labels[i >> 6] ? 2 : 0));
  return { images: tf.tensor4d(pixels, [count, 8, 8, 1]), labels: tf.tensor1d(labels, 'int32') };
}

async function expertOf(classes: readonly number[]) {
  const model = network();
  const { images, labels } = quarters(classes, 200);
  model.compile({ optimizer: 'adam', loss: tf.losses.softmaxCrossEntropy });
  await model.fit(images, tf.oneHot(labels, 4), { epochs: 30, shuffle: false, verbose: 0 });
  return expertFromLayersModel(model, { classes });
}

const experts = [await expertOf([0, 1]), await expertOf([2, 3])];
const test = quarters([0, 1, 2, 3], 400);

async function percentAfter(source: SampleSource): Promise<string> {
  const model = network();
  const student = studentFromLayersModel(model);
  const steps = { iterations: 20, batchSize: 32, learningRate: 0.05, seed: 1 };
  for await (const _ of distill({ student, experts, source, ...steps }));
  const right = tf.tidy(() => {
    const predicted = tf.argMax(model.predict(test.images) as tf.Tensor, 1);
    return tf.mean(tf.cast(tf.equal(predicted, test.labels), 'float32')).dataSync();
  });
  return `${(100 * (right[0] as number)).toFixed(0)} %`;
}

console.log('bars ', await percentAfter(barImages(shape)));
console.log('noise', await percentAfter(gaussianNoise(shape)));
