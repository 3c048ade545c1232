import { type Experience, type ImageShape, type Normalization, readImages } from '@exmodel/benchmarks';
import { crossEntropySum, DivergedError, oneHotRows, repeated } from '@exmodel/distill';
import { argMax, type Tensor2D, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from './classifier';

/** Images tested together: 500 of CIFAR's size, fewer of larger ones, whose layers take more memory. */
function batchSizeFor([height, width, channels]: ImageShape): number {
  return Math.min(500, Math.ceil((500 * 32 * 32 * 3) / (height * width * channels)));
}

/** How a classifier did on an experience's test images, with the pairs for a confusion matrix. */
export interface Evaluation {
  /** Share of right predictions. */
  readonly accuracy: number;
  /** Mean cross-entropy of the scores' softmax with the labels. */
  readonly loss: number;
  readonly labels: Int32Array;
  readonly predictions: Int32Array;
  /** Of each image, one for each output. */
  readonly scores: readonly Float32Array[];
}

/**
 * Tests a classifier on one experience, of which it learns the task; yields after every batch.
 *
 * @throws DivergedError when a score is NaN or infinite, or too large for a loss: then the largest one is no prediction
 */
export async function* evaluate(
  classifier: Classifier,
  experience: Pick<Experience, 'test' | 'task'>,
  normalization: Normalization,
): AsyncGenerator<{ images: number }, Evaluation> {
  const { test: dataset, task } = experience;
  const { length } = dataset;
  const batchSize = batchSizeFor(dataset.shape);
  const predictions = new Int32Array(length);
  const labels = Int32Array.from({ length }, (_, i) => dataset.label(i));
  const scores: Float32Array[] = [];
  let lossSum = 0;
  for (let from = 0; from < length; from += batchSize) {
    const count = Math.min(batchSize, length - from);
    const batch = await evaluateBatch(classifier, {
      images: readImages(
        dataset,
        Array.from({ length: count }, (_, i) => from + i),
        normalization,
      ),
      shape: [count, ...dataset.shape],
      labels: labels.subarray(from, from + count),
      task,
    });
    // A score that is not finite makes the loss so: its softmax is over all scores.
    if (!Number.isFinite(batch.lossSum))
      throw new DivergedError('student', `the loss on test images is ${batch.lossSum}`);
    predictions.set(batch.predictions, from);
    lossSum += batch.lossSum;
    const outputs = batch.scores.length / count;
    for (let i = 0; i < count; i++) scores.push(batch.scores.subarray(i * outputs, (i + 1) * outputs));
    yield { images: count };
  }
  const right = labels.reduce((total, label, i) => (label === predictions[i] ? total + 1 : total), 0);
  return { accuracy: right / length, loss: lossSum / length, labels, predictions, scores };
}

interface LabelledBatch {
  readonly images: Float32Array;
  readonly shape: [count: number, height: number, width: number, channels: number];
  readonly labels: Int32Array;
  readonly task: number | undefined;
}

async function evaluateBatch(classifier: Classifier, { images, shape, labels, task }: LabelledBatch) {
  const [scores, best, sum] = tidy(() => {
    const tasks = task === undefined ? undefined : new Int32Array(labels.length).fill(task);
    const x = tensor4d(images, shape);
    const logits = () => [classifier.logits(x, tasks)];
    // The head of another task is another run.
    const [scores] = (task === undefined ? repeated(classifier, [x], logits) : logits()) as [Tensor2D];
    const wanted = tensor2d(oneHotRows(labels, scores.shape[1]), scores.shape);
    return [scores, argMax(scores, 1), crossEntropySum(scores, wanted)] as const;
  });
  try {
    return {
      predictions: (await best.data()) as Int32Array,
      lossSum: (await sum.data())[0] as number,
      scores: (await scores.data()) as Float32Array,
    };
  } finally {
    scores.dispose();
    best.dispose();
    sum.dispose();
  }
}
