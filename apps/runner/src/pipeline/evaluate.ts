import { type Experience, type ImageDataset, type Normalization, readImages } from '@exmodel/benchmarks';
import {
  argMax,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';

/** Whatever maps images to scores. */
export interface Classifier {
  logits(images: Tensor4D, tasks?: Tensor1D): Tensor2D;
}

const batchSize = 500;

/** Predictions for every image of `dataset`, batch by batch; `tasks` is given to multi-head classifiers. */
export async function* predict(
  classifier: Classifier,
  {
    dataset,
    normalization,
    task,
  }: { dataset: ImageDataset; normalization: Normalization; task?: number | undefined },
): AsyncGenerator<{ images: number }, Int32Array> {
  const predictions = new Int32Array(dataset.length);
  for (let from = 0; from < dataset.length; from += batchSize) {
    const count = Math.min(batchSize, dataset.length - from);
    const indices = Array.from({ length: count }, (_, i) => from + i);
    const best = tidy(() => {
      const images = tensor4d(readImages(dataset, indices, normalization), [count, ...dataset.shape]);
      const tasks = task === undefined ? [] : [tensor1d(new Int32Array(count).fill(task), 'int32')];
      return argMax(classifier.logits(images, ...tasks), 1);
    });
    predictions.set(await best.data(), from);
    best.dispose();
    yield { images: count };
  }
  return predictions;
}

/** Share of right predictions on an experience's test images, with the pairs for a confusion matrix. */
export interface Evaluation {
  readonly accuracy: number;
  readonly labels: Int32Array;
  readonly predictions: Int32Array;
}

/** Tests a classifier on one experience; yields after every batch. */
export async function* evaluate(
  classifier: Classifier,
  experience: Experience,
  normalization: Normalization,
): AsyncGenerator<{ images: number }, Evaluation> {
  const { test: dataset, task } = experience;
  const predictions = yield* predict(classifier, { dataset, normalization, task });
  const labels = Int32Array.from({ length: dataset.length }, (_, i) => dataset.label(i));
  const right = labels.reduce((count, label, i) => (label === predictions[i] ? count + 1 : count), 0);
  return { accuracy: right / labels.length, labels, predictions };
}
