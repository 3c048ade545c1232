import { createBenchmark, readImages, resizeImages, subset } from '@exmodel/benchmarks';
import { type Expert, placeExpert, Random } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { result } from '../../../test/tiny-stream';
import { chooseBackend } from '../../backends/choose-backend';
import { sharedDefaults } from '../../config/schema';
import { trainClassifier } from '../../teaching/train-classifier';
import { mergeExperts } from '../merge-experts';
import { mergeSource } from '../sources';
import { evaluateStudent, studentOf } from './evaluate-student';
import { totals } from './evaluation-counts';
import type { LabelledImages } from './labelled-images';

beforeAll(async () => void (await chooseBackend('wasm')));

const shape = [10, 10, 1] as const;
const hiddenSize = 32;
const range = (length: number) => Array.from({ length }, (_, k) => k);

/** Three perceptrons that started alike and know two digits each. */
async function digits() {
  const { experiences, normalization } = await createBenchmark('split_mnist', { seed: 7 });
  const streams = experiences.slice(0, 3);
  const classes = streams.flatMap((stream) => [...stream.classes]);
  const experts: Expert[] = [];
  const models: { dispose(): void }[] = [];
  for (const [i, { train, classes: own }] of streams.entries()) {
    const some = resizeImages(subset(train, range(600)), 10, 10);
    const dataset = { ...some, label: (k: number) => own.indexOf(some.label(k)), classCount: 2 };
    const start = Random.seeded(1, 'start');
    const random = () => start.uniform();
    const model = createModel('simple_mlp', { inputShape: shape, classes: 2, hiddenSize, random });
    const recipe = { ...sharedDefaults, expert_epochs: 6, expert_lr: 0.05 };
    const data = { dataset, benchmark: { normalization } };
    const training = trainClassifier(studentFromLayersModel(model), data, recipe, Random.seeded(i, 'order'));
    for await (const _ of training);
    models.push(model);
    const place = { width: 2, columns: [0, 1], classes: [2 * i, 2 * i + 1], outputs: 6 };
    experts.push(placeExpert(expertFromLayersModel(model, { classes: [0, 1] }), place));
  }
  /** Test images `from` to `from + 300` of each expert's digits. */
  const labelled = (from: number): LabelledImages => {
    const parts = streams.map(({ test }) => {
      const some = resizeImages(
        subset(
          test,
          range(300).map((k) => from + k),
        ),
        10,
        10,
      );
      const pixels = readImages(some, range(300), normalization);
      return { pixels, labels: range(300).map((k) => classes.indexOf(some.label(k))) };
    });
    const all = Float32Array.from(parts.flatMap(({ pixels }) => [...pixels]));
    const labels = Int32Array.from(parts.flatMap((part) => part.labels));
    return {
      ...{ folder: '', count: 900, others: [] },
      read(first, count) {
        const end = Math.min(900, first + count);
        const pixels = all.subarray(100 * first, 100 * end);
        const images = { shape, count: end - first, pixels, labels: labels.subarray(first, end) };
        return { images, damaged: [] };
      },
    };
  };
  const plan = {
    ...{ architecture: 'simple_mlp', hiddenSize, classes: classes.map(String), shape },
    ...{ isDefaultShape: false, normalization },
  };
  return { plan, experts, labelled, dispose: () => models.forEach((model) => void model.dispose()) };
}

it('a test on labelled images ranks four students as others do; agreement on painted ones, which is no accuracy, does not', async () => {
  const before = memory().numTensors;
  const { plan, experts, labelled, dispose } = await digits();
  const [seen, others] = [labelled(0), labelled(300)];
  const students: { reported: number; accuracy: number; agreement: number }[] = [];
  for (const [from, iterations] of [
    ['procedural', 4],
    ['procedural', 64],
    ['procedural', 512],
    ['noise', 16],
  ] as const) {
    const needs = { hasImages: false, hasBatchNorm: false, normalization: plan.normalization };
    const merging = mergeExperts({
      ...{ plan, experts, source: mergeSource(from, needs), iterations, images: undefined, seed: 1 },
      ...{ memory: { machine: 4e9 } },
    });
    const accuracies: number[] = [];
    let next = await merging.next();
    for (; next.done !== true; next = await merging.next()) {
      if (next.value.type !== 'taught') continue;
      for (const images of [seen, others]) {
        const tested = { student: { name: '', sha256: null }, classes: plan.classes, experts: [] };
        const student = studentOf(next.value.model);
        const testing = evaluateStudent({ tested, ...student, experts: [], images, batchSize: 100 });
        const { evaluation } = await result(testing);
        accuracies.push(totals(evaluation.models[0]?.confusion ?? []).right / 900);
      }
    }
    const [reported = 0, accuracy = 0] = accuracies;
    const agreement = (next.value.painted ?? []).reduce((total, { own }) => total + own / 3, 0);
    students.push({ reported, accuracy, agreement });
  }
  const ranked = (by: keyof (typeof students)[number]) => students.toSorted((a, b) => a[by] - b[by]);
  expect(ranked('reported'), JSON.stringify(students)).toEqual(ranked('accuracy'));
  expect(ranked('agreement')).not.toEqual(ranked('accuracy'));
  dispose();
  expect(memory().numTensors).toBe(before);
});
