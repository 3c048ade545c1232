import { createBenchmark, readImages, resizeImages, subset } from '@exmodel/benchmarks';
import { ConsensusLearner, type Expert, placeExpert, Random } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { result } from '../../../test/tiny-stream';
import { chooseBackend } from '../../backends/choose-backend';
import { sharedDefaults } from '../../config/schema';
import { painted } from '../../teaching/images/painted';
import { trainClassifier } from '../../teaching/train-classifier';
import { agreement } from '../agreement';
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
      async read(first, count) {
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
  const images = [labelled(0), labelled(300)];
  const paint = (count: number, first: number) => painted.batch(plan, count, 1, first);
  const [learned, fresh] = [paint(400, 0), paint(300, 400)];
  const students: { reported: number; accuracy: number; agreement: number }[] = [];
  for (const iterations of [4, 40, 130, 400]) {
    const start = Random.seeded(2, 'student');
    const random = () => start.uniform();
    const model = createModel('simple_mlp', { inputShape: shape, classes: 6, hiddenSize, random });
    const student = studentFromLayersModel(model);
    const learner = new ConsensusLearner({ student, images: learned, iterations, batchSize: 64, seed: 1 });
    for (const expert of experts) for await (const _ of learner.query(expert));
    for await (const _ of learner.train());
    const tested = { student: { name: '', sha256: '' }, classes: plan.classes, experts: [] };
    const right: number[] = [];
    for (const labelled of images) {
      const options = { tested, ...studentOf(model), experts: [], images: labelled, batchSize: 300 };
      const { evaluation } = await result(evaluateStudent(options));
      right.push(totals(evaluation.models[0]?.confusion ?? []).right);
    }
    let agreed = 0;
    for (const expert of experts) agreed += (await result(agreement(student, expert, fresh))).own;
    const [reported = 0, accuracy = 0] = right;
    students.push({ reported, accuracy, agreement: agreed });
    model.dispose();
  }
  const ranked = (by: keyof (typeof students)[number]) => students.toSorted((a, b) => a[by] - b[by]);
  expect(ranked('reported'), JSON.stringify(students)).toEqual(ranked('accuracy'));
  expect(ranked('agreement'), JSON.stringify(students)).not.toEqual(ranked('accuracy'));
  dispose();
  expect(memory().numTensors).toBe(before);
}, 300_000);
