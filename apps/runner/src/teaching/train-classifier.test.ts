import '@exmodel/backend-wasm';
import { type ImageDataset, loadMnist, subset } from '@exmodel/benchmarks';
import { Random, type Student } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import {
  matMul,
  memory,
  reshape,
  setBackend,
  type Tensor2D,
  type Tensor4D,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../test/tiny-stream';
import { evaluate } from './evaluate';
import { type Recipe, type TrainingStep, trainClassifier } from './train-classifier';

const recipe = {
  expert_epochs: 3,
  expert_lr: 0.01,
  expert_momentum: 0.9,
  expert_weight_decay: 5e-4,
  expert_mb_size: 8,
};
const benchmark = { normalization: { mean: [0.1307], std: [0.3081] } };
let train: ImageDataset;
let test: ImageDataset;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  ({ train, test } = await loadMnist({ synthetic: { trainPerClass: 10, testPerClass: 5 } }));
});

function perceptron() {
  const random = Random.seeded(1, 'weights');
  const model = createModel('simple_mlp', {
    inputShape: [28, 28, 1],
    classes: 10,
    hiddenSize: 32,
    random: () => random.uniform(),
  });
  return { model, student: studentFromLayersModel(model) };
}

async function trainPerceptron(seed = 7) {
  const { model, student } = perceptron();
  const steps: TrainingStep[] = [];
  await result(trainClassifier(student, { dataset: train, benchmark }, recipe, Random.seeded(seed)), (step) =>
    steps.push(step),
  );
  return { model, student, steps };
}

/** The loss of each step of a perceptron by the recipe with these changes. */
async function lossesOf(change: Partial<Recipe>): Promise<number[]> {
  const { model, student } = perceptron();
  const losses: number[] = [];
  const data = { dataset: train, benchmark };
  await result(trainClassifier(student, data, { ...recipe, ...change }, Random.seeded(7)), ({ loss }) =>
    losses.push(loss),
  );
  model.dispose();
  return losses;
}

/** The images of these classes. */
function ofClasses(dataset: ImageDataset, classes: readonly number[]): ImageDataset {
  return subset(
    dataset,
    Array.from({ length: dataset.length }, (_, i) => i).filter((i) => classes.includes(dataset.label(i))),
  );
}

describe('trainClassifier', () => {
  it('changes next to nothing in the last steps of a falling rate, and much at a constant one', async () => {
    const lastMove = async (expert_schedule: 'constant' | 'cosine') => {
      const { model, student } = perceptron();
      let [before, after] = [new Float32Array(), new Float32Array()];
      const training = trainClassifier(
        student,
        { dataset: train, benchmark },
        { ...recipe, expert_schedule },
        Random.seeded(7),
      );
      for await (const { step, steps } of training) {
        if (step === steps - 1) before = model.weights[0]?.read().dataSync<'float32'>().slice() ?? before;
        if (step === steps) after = model.weights[0]?.read().dataSync<'float32'>().slice() ?? after;
      }
      return Math.sqrt(after.reduce((sum, value, i) => sum + (value - (before[i] as number)) ** 2, 0));
    };
    const [constant, cosine] = [await lastMove('constant'), await lastMove('cosine')];
    expect(cosine).toBeGreaterThan(0);
    expect(cosine).toBeLessThan(0.05 * constant);
  });

  it.each(['adam', 'adamw'] as const)('learns with %s, too, by other steps', async (expert_optimizer) => {
    const sgd = await lossesOf({});
    const losses = await lossesOf({ expert_optimizer, expert_lr: 1e-3 });
    expect(losses[0]).toBe(sgd[0]);
    expect(losses[1]).not.toBe(sgd[1]);
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] as number));
  });

  it('smooths labels: in no step can the loss fall below the entropy of a smoothed label', async () => {
    const losses = await lossesOf({ expert_label_smoothing: 0.5, expert_epochs: 6 });
    const entropy = -(0.55 * Math.log(0.55) + 9 * 0.05 * Math.log(0.05));
    expect(Math.min(...losses)).toBeGreaterThan(entropy);
    expect(Math.min(...losses)).toBeLessThan(1.3 * entropy);
  });

  it('chooses among given classes only: the weights of all other outputs only decay', async () => {
    const { model, student } = perceptron();
    const two = ofClasses(train, [3, 5]);
    const own = { ...recipe, expert_weight_decay: 0 };
    const before = await student.weights();
    const losses: number[] = [];
    const data = { dataset: two, benchmark, classes: [3, 5] };
    await result(trainClassifier(student, data, own, Random.seeded(7)), ({ loss }) => losses.push(loss));
    expect(losses[0]).toBeLessThan(1.2);
    const after = await student.weights();
    const at = before.findIndex(({ shape }) => shape.join() === '32,10');
    const [head, trained] = [before[at], after[at]];
    const changed = Array.from({ length: 10 }, (_, c) =>
      trained?.values.some((value, i) => i % 10 === c && value !== head?.values[i]),
    );
    expect(changed).toEqual([3, 5].reduce((all, c) => all.with(c, true), Array(10).fill(false)));
    model.dispose();
  });

  it('learns: nearly every test image is right, at a lower loss', async () => {
    const { model, student, steps } = await trainPerceptron();
    const experience = { index: 0, classes: [], train, test };
    const { accuracy } = await result(
      evaluate({ logits: (images) => student.logits(images) }, experience, benchmark.normalization),
    );
    expect(accuracy).toBeGreaterThan(0.9);
    expect(steps[0]?.loss).toBeGreaterThan(2);
    expect(steps.at(-1)?.loss).toBeLessThan(1);
    model.dispose();
  });

  it('shows every image once an epoch, in minibatches, the last one shorter', async () => {
    const { model, steps } = await trainPerceptron();
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 39 }, (_, i) => i + 1));
    expect(steps.every(({ steps: all }) => all === 39)).toBe(true);
    expect(steps.map(({ epoch }) => epoch)).toEqual([1, 2, 3].flatMap((epoch) => Array(13).fill(epoch)));
    expect(steps.slice(0, 13).map(({ images }) => images)).toEqual([...Array(12).fill(8), 4]);
    model.dispose();
  });

  it('follows from its seed alone', async () => {
    const [first, second, other] = [
      await trainPerceptron(7),
      await trainPerceptron(7),
      await trainPerceptron(8),
    ];
    const losses = ({ steps }: typeof first) => steps.map(({ loss }) => loss);
    expect(losses(second)).toEqual(losses(first));
    expect(await second.student.weights()).toEqual(await first.student.weights());
    expect(losses(other)).not.toEqual(losses(first));
    for (const { model } of [first, second, other]) model.dispose();
  });

  it('takes the mean over the minibatch, momentum and weight decay: three steps by hand', async () => {
    // Logits are x·w for one pixel x = 1 and two classes, all labels 0: the gradient is (p − 1, 1 − p).
    const weights = variable(zeros([1, 2]));
    const student: Student = {
      outputs: 2,
      variables: [weights],
      logits: (images: Tensor4D) =>
        matMul(reshape(images, [-1, 1]) as Tensor2D, weights as unknown as Tensor2D),
      weights: async () => [],
      setWeights() {},
      frozen: () => Promise.reject(new Error('not needed')),
    };
    const dataset: ImageDataset = {
      name: 'ones',
      length: 4,
      shape: [1, 1, 1],
      classCount: 2,
      label: () => 0,
      pixels: () => Uint8Array.of(255),
    };
    const own = { ...recipe, expert_epochs: 3, expert_mb_size: 4, expert_lr: 0.5, expert_weight_decay: 0.1 };
    const losses: number[] = [];
    await result(
      trainClassifier(
        student,
        { dataset, benchmark: { normalization: { mean: [0], std: [1] } } },
        own,
        Random.seeded(1),
      ),
      ({ loss }) => losses.push(loss),
    );
    const expected: number[] = [];
    let [w, velocity] = [0, 0];
    for (let step = 0; step < 3; step++) {
      const p = 1 / (1 + Math.exp(-2 * w));
      expected.push(-Math.log(p));
      velocity = 0.9 * velocity + (p - 1 + 0.1 * w);
      w -= 0.5 * velocity;
    }
    expect(losses.map((loss) => loss.toFixed(5))).toEqual(expected.map((loss) => loss.toFixed(5)));
    expect(weights.dataSync()[0]).toBeCloseTo(w, 5);
    expect(weights.dataSync()[1]).toBeCloseTo(-w, 5);
    weights.dispose();
  });

  it('leaks no tensor, not even when left early', async () => {
    const { model, student } = perceptron();
    const train2 = () => trainClassifier(student, { dataset: train, benchmark }, recipe, Random.seeded(1));
    await result(train2());
    const before = memory().numTensors;
    await result(train2());
    const left = train2();
    await left.next();
    await left.return();
    expect(memory().numTensors).toBe(before);
    model.dispose();
  });
});
