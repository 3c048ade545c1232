import './setup';
import {
  add,
  conv2d,
  div,
  grad,
  matMul,
  relu,
  reshape,
  type Scalar,
  slice,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import type { Expert } from '../src/expert';
import { oneHotRows } from '../src/labels';
import { crossEntropySum } from '../src/losses/cross-entropy';
import { Random } from '../src/random';
import { batchNormPenalty } from '../src/synthesis/batch-norm-penalty';
import { blur, blurPenalty } from '../src/synthesis/blur-penalty';
import { classSimilarity, dirichletConcentration } from '../src/synthesis/class-similarity';
import type { SynthesisOptions } from '../src/synthesis/synthesis-options';
import { synthesize } from '../src/synthesis/synthesize';
import { expectAllclose } from './allclose';
import { type GoldenArray, golden, hwio, nhwc } from './golden';

/** The gradient of a scalar function with respect to the images. */
const gradientAt = (f: (x: Tensor4D) => Scalar, x: Tensor4D) =>
  grad((images) => f(images as Tensor4D))(x).dataSync();

describe('blur penalty, to 1e-5', () => {
  interface BlurCase {
    readonly blurred: GoldenArray;
    readonly penalty: number;
    readonly grad: GoldenArray;
  }
  const file = golden<{ x: GoldenArray; c3: BlurCase; c1: BlurCase }>('blur');
  const check = (x: Tensor4D, expected: BlurCase) => {
    expectAllclose(blur(x).dataSync(), nhwc(expected.blurred).dataSync(), { absolute: 1e-6 });
    expectAllclose(blurPenalty(x).dataSync(), [expected.penalty], { relative: 1e-5 });
    expectAllclose(gradientAt(blurPenalty, x), nhwc(expected.grad).dataSync(), { absolute: 1e-6 });
  };
  it('three channels', () => check(nhwc(file.x), file.c3));
  it('one channel', () => check(slice(nhwc(file.x), [0, 0, 0, 0], [2, 12, 12, 1]), file.c1));
  it('an image of zeros costs nothing and has gradient 0', () => {
    const zeros = tensor4d(new Float32Array(2 * 25), [2, 5, 5, 1]);
    expect(blurPenalty(zeros).dataSync()[0]).toBe(0);
    expect(gradientAt(blurPenalty, zeros).every((g) => g === 0)).toBe(true);
  });
});

describe('batch-norm statistics penalty, to 1e-5', () => {
  const file = golden<{
    x: GoldenArray;
    state_dict: Record<string, GoldenArray>;
    logits: GoldenArray;
    reference: number;
    reference_grad_x: GoldenArray;
    per_layer: readonly number[];
    sum: number;
    sum_grad_x: GoldenArray;
  }>('bns');
  const network = (): LayersModel => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [6, 6, 1], filters: 3, kernelSize: 3, padding: 'same' }),
        layers.batchNormalization({ epsilon: 1e-5 }),
        layers.reLU(),
        layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }),
        layers.batchNormalization({ epsilon: 1e-5 }),
        layers.reLU(),
        layers.permute({ dims: [3, 1, 2] }),
        layers.flatten(),
        layers.dense({ units: 3 }),
      ],
    });
    const array = (name: string) => file.state_dict[name] as GoldenArray;
    const vector = (name: string) => tensor1d([...array(name).data]);
    const convolution = (name: string) => [hwio(array(`${name}.weight`)), vector(`${name}.bias`)];
    const norm = (name: string) =>
      ['weight', 'bias', 'running_mean', 'running_var'].map((key) => vector(`${name}.${key}`));
    const dense = transpose(tensor2d([...array('7.weight').data], [3, 16]));
    const parts = [convolution('0'), norm('1'), convolution('3'), norm('4'), [dense, vector('7.bias')]];
    const weighted = model.layers.filter((layer) => layer.weights.length > 0);
    weighted.forEach((layer, i) => {
      layer.setWeights(parts[i] ?? []);
    });
    return model;
  };
  const expert = expertFromLayersModel(network(), { classes: [0, 1, 2] });
  const penalty = (which: 'all' | 'last') => (x: Tensor4D) =>
    batchNormPenalty(expert.logitsAndStatistics(x).statistics, which);

  it('the logits beside the statistics are the logits', () => {
    expectAllclose(expert.logitsAndStatistics(nhwc(file.x)).logits.dataSync(), file.logits.data, {
      relative: 1e-5,
      absolute: 1e-6,
    });
    expectAllclose(expert.logits(nhwc(file.x)).dataSync(), file.logits.data, {
      relative: 1e-5,
      absolute: 1e-6,
    });
  });
  it.each([
    ['all', file.sum, file.sum_grad_x],
    ['last', file.reference, file.reference_grad_x],
  ] as const)('%s layers: value and gradient', (which, value, gradient) => {
    expectAllclose(penalty(which)(nhwc(file.x)).dataSync(), [value], { relative: 1e-5 });
    expectAllclose(gradientAt(penalty(which), nhwc(file.x)), nhwc(gradient).dataSync(), {
      relative: 1e-4,
      absolute: 1e-6,
    });
  });
  it('each layer by itself', () => {
    const { statistics } = expert.logitsAndStatistics(nhwc(file.x));
    const terms = statistics.map((layer) => batchNormPenalty([layer]).dataSync()[0] as number);
    expectAllclose(terms, file.per_layer, { relative: 1e-5 });
  });
  it('an expert without batch norm is refused', () => {
    expect(() => batchNormPenalty([])).toThrow(/buffer_bns/);
  });
});

describe('data impression, to 1e-5', () => {
  const file = golden<{
    W: GoldenArray;
    class_sim: GoldenArray;
    concentration: Record<string, Record<string, GoldenArray>>;
    logits: GoldenArray;
    targets: GoldenArray;
    kl: Record<string, { loss: number; grad_logits: GoldenArray }>;
  }>('impression');
  const matrix = (array: GoldenArray) => tensor2d([...array.data], array.shape as [number, number]);

  it('cosine similarities of the classes', () => {
    expectAllclose(classSimilarity(matrix(file.W)).dataSync(), file.class_sim.data, { absolute: 1e-6 });
  });
  const concentrations = Object.entries(file.concentration).flatMap(([beta, rows]) =>
    Object.entries(rows).map(([aim, expected]) => ({ beta: Number(beta), aim: Number(aim), expected })),
  );
  it.each(concentrations)('concentration for β $beta, class $aim', ({ beta, aim, expected }) => {
    const row = file.class_sim.data.slice(aim * 5, aim * 5 + 5);
    expectAllclose(dirichletConcentration(row, beta), expected.data, { relative: 1e-5, absolute: 1e-7 });
  });
  it.each(Object.entries(file.kl))(
    'KL term at τ %s: gradient, and value up to the goal’s entropy',
    (tau, expected) => {
      const goal = matrix(file.targets);
      const logits = matrix(file.logits);
      const f = (z: typeof logits) => crossEntropySum(div(z, Number(tau)), goal);
      const entropy = -file.targets.data.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
      expectAllclose([(f(logits).dataSync()[0] as number) - entropy], [expected.loss], { relative: 1e-5 });
      expectAllclose(grad((z) => f(z as typeof logits))(logits).dataSync(), expected.grad_logits.data, {
        relative: 1e-5,
        absolute: 1e-6,
      });
    },
  );
});

describe.each(['inversion', 'inversion-di'])('five steps of synthesis (%s), to 1e-4', (name) => {
  interface InversionFile {
    readonly lr: number;
    readonly tau: number;
    readonly wd: number;
    readonly blur: number;
    readonly state_dict: Record<string, GoldenArray>;
    readonly x0: GoldenArray;
    readonly labels: readonly number[] | GoldenArray;
    readonly x_after_1: GoldenArray;
    readonly x_after_5: GoldenArray;
    readonly losses: readonly number[];
  }
  const file = golden<InversionFile>(name);
  const array = (key: string) => file.state_dict[key] as GoldenArray;
  const expert: Expert = {
    classes: [0, 1, 2],
    logits: (images) =>
      tidy(() => {
        const features = relu(
          add(conv2d(images, hwio(array('0.weight')), 2, 'valid'), tensor1d([...array('0.bias').data])),
        );
        const flat = reshape(transpose(features, [0, 3, 1, 2]), [images.shape[0], 36]);
        const weights = tensor2d([...array('3.weight').data], [3, 36]);
        return add(matMul(flat, weights, false, true), tensor1d([...array('3.bias').data]));
      }),
  };
  const probabilities =
    'data' in file.labels ? Float32Array.from(file.labels.data) : oneHotRows(Int32Array.from(file.labels), 3);
  const run = async (iterations: number, batchSize: number) => {
    const options: SynthesisOptions = {
      shape: [8, 8, 1],
      iterations,
      batchSize,
      learningRate: file.lr,
      temperature: file.tau,
      weightDecay: file.wd,
      blur: file.blur,
      start: () => Float32Array.from(file.x0.data),
    };
    const steps = synthesize(expert, { count: 6, probabilities }, options, Random.seeded(1));
    const losses: number[] = [];
    let images = 0;
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return { pixels: step.value, losses };
      images += step.value.images;
      if (images % 6 === 0) losses.push(step.value.loss as number);
    }
  };

  it.each([6, 4])('losses and pixels with minibatches of %i', async (batchSize) => {
    const five = await run(5, batchSize);
    expectAllclose(five.losses, file.losses, { relative: 1e-5 });
    expectAllclose(five.pixels, file.x_after_5.data, { absolute: 1e-4 });
    expectAllclose((await run(1, batchSize)).pixels, file.x_after_1.data, { absolute: 1e-5 });
    expect(Math.max(...five.pixels)).toBeLessThanOrEqual(3);
  });
});
