import '@exmodel/backend-wasm';
import { arrayDataset } from '@exmodel/benchmarks';
import {
  add,
  cast,
  memory,
  oneHot,
  reshape,
  round,
  setBackend,
  slice,
  type Tensor1D,
  type Tensor2D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../test/tiny-stream';
import type { Classifier } from './classifier';
import { evaluate } from './evaluate';

beforeAll(() => setBackend('exmodel-wasm'));

/** 1203 images of 1×2 pixels, so more than two batches; the first pixel is what `pixelReader` answers. */
const answers = Array.from({ length: 1203 }, (_, i) => (7 * i) % 10);
const dataset = arrayDataset({
  name: 'answers',
  shape: [1, 2, 1],
  classCount: 10,
  labels: answers.map((answer, i) => (i % 3 === 0 ? 9 - answer : answer)),
  pixels: Uint8Array.from(answers.flatMap((answer) => [answer, 200])),
});
const normalization = { mean: [0], std: [1 / 255] };
const pixelReader: Classifier = {
  logits(images) {
    const first = reshape(slice(images, [0, 0, 0, 0], [-1, 1, 1, 1]), [-1]) as Tensor1D;
    return oneHot(cast(round(first), 'int32'), 10, 1, 0, 'float32') as Tensor2D;
  },
};

describe('evaluate', () => {
  it('takes fewer of larger images together', async () => {
    const large = arrayDataset({
      name: 'large',
      shape: [128, 128, 3],
      classCount: 10,
      labels: new Uint8Array(40),
      pixels: new Uint8Array(40 * 128 * 128 * 3),
    });
    const counting: Classifier = { logits: (images) => zeros([images.shape[0], 10]) as Tensor2D };
    const batches: number[] = [];
    const colour = { mean: [0, 0, 0], std: [1, 1, 1] };
    await result(evaluate(counting, { test: large }, colour), ({ images }) => batches.push(images));
    expect(batches).toEqual([32, 8]);
  });

  const experience = { test: dataset };

  it('gives the share of right predictions on the test images, and the pairs, batch by batch', async () => {
    const batches: number[] = [];
    const evaluation = await result(evaluate(pixelReader, experience, normalization), ({ images }) =>
      batches.push(images),
    );
    expect(batches).toEqual([500, 500, 203]);
    expect(evaluation.accuracy).toBeCloseTo(802 / 1203, 12);
    expect([...evaluation.predictions]).toEqual(answers);
    expect(evaluation.scores.map((row) => row.indexOf(1))).toEqual(answers);
    expect([...evaluation.labels]).toEqual(answers.map((_, i) => dataset.label(i)));
  });

  it('gives the mean cross-entropy, to 1e-5: of scores 1 and nine times 0', async () => {
    const { loss } = await result(evaluate(pixelReader, experience, normalization));
    const all = Math.log(Math.E + 9);
    expect(loss).toBeCloseTo(all - 802 / 1203, 5);
  });

  it('tells a classifier of several heads each image’s task, and any other nothing', async () => {
    const tasksSeen: (number[] | undefined)[] = [];
    const listener: Classifier = {
      logits(images, tasks) {
        tasksSeen.push(tasks && [...new Set(tasks)]);
        return pixelReader.logits(images);
      },
    };
    await result(evaluate(listener, { ...experience, task: 3 }, normalization));
    await result(evaluate(listener, experience, normalization));
    expect(tasksSeen).toEqual([[3], [3], [3], undefined, undefined, undefined]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses to call the largest a prediction where a score is %s, wherever it stands',
    async (score) => {
      for (let place = 0; place < 10; place++) {
        const spoilt: Classifier = {
          logits: (images) =>
            tidy(() => {
              const change = new Float32Array(10).fill(score, place, place + 1);
              return add(pixelReader.logits(images), change) as Tensor2D;
            }),
        };
        const testing = result(evaluate(spoilt, experience, normalization));
        await expect(testing).rejects.toMatchObject({ name: 'DivergedError', subject: 'student' });
      }
    },
  );

  it('leaks no tensor, not even when left early', async () => {
    const before = memory().numTensors;
    await result(evaluate(pixelReader, experience, normalization));
    const left = evaluate(pixelReader, experience, normalization);
    await left.next();
    await left.return(undefined as never);
    expect(memory().numTensors).toBe(before);
  });
});
