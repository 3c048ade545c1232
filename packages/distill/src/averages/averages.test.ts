import '../../test/setup';
import { fc, test as property } from '@fast-check/vitest';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { diagonalFisher } from '../adapters/diagonal-fisher';
import { inputGrams } from '../adapters/input-grams';
import { reestimateBatchNorm } from '../adapters/reestimate-batch-norm';
import { DivergedError } from '../diverged-error';
import { Random } from '../random';
import type { Weights } from '../weights';
import { averageWeights } from './average-weights';
import { fisherAverage } from './fisher-average';
import { type Grams, regMean } from './reg-mean';
import { taskArithmetic } from './task-arithmetic';
import { tiesMerge } from './ties-merge';

/** A kernel of five inputs and three outputs, and a bias. */
function model(seed: number, what = 'model'): Weights {
  const random = Random.seeded(seed, what);
  return [
    { name: 'kernel', shape: [5, 3], values: random.normals(15) },
    { name: 'bias', shape: [3], values: random.normals(3) },
  ];
}
const initial = model(0, 'initial');
const fisher = (seed: number): Weights =>
  model(seed, 'fisher').map((array) => ({ ...array, values: array.values.map((value) => value ** 2) }));
function grams(seed: number): Grams {
  const x = Random.seeded(seed, 'inputs').normals(35);
  const at = (row: number, i: number) => x[row * 5 + i] as number;
  const products = Float32Array.from({ length: 25 }, (_, k) =>
    Array.from({ length: 7 }, (_, row) => at(row, Math.floor(k / 5)) * at(row, k % 5)).reduce(
      (sum, value) => sum + value,
    ),
  );
  return [products, undefined];
}

/** The merge of the models of some seeds, each measured by its own seed. */
type Merge = (models: readonly Weights[], seeds: readonly number[]) => Weights;
const merges: readonly (readonly [string, Merge])[] = [
  ['averageWeights', averageWeights],
  ['taskArithmetic', (models) => taskArithmetic(initial, models, { scale: 1 / models.length })],
  ['tiesMerge of all', (models) => tiesMerge(initial, models, { density: 1, scale: 1 })],
  ['fisherAverage', (models, seeds) => fisherAverage(models, seeds.map(fisher))],
  ['regMean', (models, seeds) => regMean(models, seeds.map(grams), { shrink: 0.9 })],
];
const expectSame = (one: Weights, other: Weights) => {
  expect(one.map(({ name, shape }) => ({ name, shape }))).toEqual(
    other.map(({ name, shape }) => ({ name, shape })),
  );
  for (const [i, { values }] of one.entries())
    expectAllclose(values, other[i]?.values ?? [], { relative: 1e-5, absolute: 1e-5 });
};
const seeds = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 5 });

describe.each(merges)('%s', (_, merge) => {
  property.prop([seeds])('of identical models is that model', (seeds) => {
    const same = model(seeds[0] as number);
    expectSame(merge(Array(seeds.length).fill(same), seeds), same);
  });

  property.prop([seeds])('does not depend on the order of the models', (seeds) => {
    const turned = seeds.toReversed();
    const of = (seeds: readonly number[]) =>
      merge(
        seeds.map((seed) => model(seed)),
        seeds,
      );
    expectSame(of(turned), of(seeds));
  });

  it('leaves the models as they were', () => {
    const models = [model(1), model(2)];
    merge(models, [1, 2]);
    expect(models).toEqual([model(1), model(2)]);
  });

  it('of models of different shapes, or of none, is refused', () => {
    const other = model(1).slice(0, 1);
    expect(() => merge([model(1), other], [1, 2])).toThrow(/bias is \[3\] in one and absent in another/);
    expect(() => merge([other, model(1)], [1, 2])).toThrow(RangeError);
    expect(() => merge([], [])).toThrow(/at least one/);
  });

  it('of a model of NaN is refused', () => {
    const spoilt = model(2).map((array) => ({ ...array, values: array.values.map(() => Number.NaN) }));
    expect(() => merge([model(1), spoilt], [1, 2])).toThrow(/model 2 of the 2 to merge holds NaN/);
  });
});

property.prop([fc.integer({ min: 1, max: 1e6 })])(
  'the task vector of one model at scale 1 gives it back',
  (seed) => {
    expectSame(taskArithmetic(initial, [model(seed)], { scale: 1 }), model(seed));
    expectSame(tiesMerge(initial, [model(seed)], { density: 1, scale: 1 }), model(seed));
  },
);

describe('tiesMerge', () => {
  const vector = (...values: number[]): Weights => [
    { name: 'a', shape: [1], values: Float32Array.from(values.slice(0, 1)) },
    { name: 'b', shape: [3], values: Float32Array.from(values.slice(1)) },
  ];
  const start = vector(1, 1, 1, 1);

  it('keeps the largest changes of the model as a whole, not of each array', () => {
    const models = [vector(1.1, 5, -3, 1.2)];
    expect(tiesMerge(start, models, { density: 0.5, scale: 1 })).toEqual(vector(1, 5, -3, 1));
  });

  it('takes the mean of the changes that have the sign of their sum', () => {
    const models = [vector(4, 2, 1, 2), vector(0, 4, 1, 0), vector(3, -1, 1, 1)];
    expect(tiesMerge(start, models, { density: 1, scale: 1 })).toEqual(vector(3.5, 3, 1, 1));
  });

  it('of no share is the initial model; a share above 1 is refused', () => {
    expect(tiesMerge(start, [vector(4, 2, 1, 2)], { density: 0, scale: 1 })).toEqual(start);
    expect(() => tiesMerge(start, [start], { density: 20, scale: 1 })).toThrow(/density 20.*from 0 to 1/);
  });
});

it('taskArithmetic refuses initial weights of another architecture, or of NaN', () => {
  const options = { scale: 1 };
  expect(() => taskArithmetic(initial.slice(0, 1), [model(1)], options)).toThrow(/absent in another/);
  const spoilt = initial.map((array) => ({ ...array, values: array.values.map(() => Number.NaN) }));
  expect(() => taskArithmetic(spoilt, [model(1)], options)).toThrow(
    /the model before its training holds NaN/,
  );
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('a scale of %d is refused', (scale) => {
  expect(() => taskArithmetic(initial, [model(1)], { scale })).toThrow(/scale .* a finite number/);
  expect(() => tiesMerge(initial, [model(1)], { density: 1, scale })).toThrow(/scale .* a finite number/);
});

describe('fisherAverage', () => {
  it('is the mean where no model’s output depends on a weight', () => {
    const nothing = fisher(1).map((array) => ({ ...array, values: new Float32Array(array.values.length) }));
    const models = [model(1), model(2)];
    expect(fisherAverage(models, [nothing, nothing])).toEqual(averageWeights(models));
  });
  it('refuses information that is negative', () => {
    expect(() => fisherAverage([model(1), model(2)], [fisher(1), model(2)])).toThrow(
      /model 2 of the 2 to merge is negative in its kernel/,
    );
  });
  it('refuses the information of another number of models, or of another shape', () => {
    const [one, two] = [model(1), model(2)];
    expect(() => fisherAverage([one, two], [fisher(1)])).toThrow(/1 models was given for 2/);
    expect(() => fisherAverage([one], [fisher(1).slice(1)])).toThrow(/arrays of its shapes/);
  });
});

describe('regMean', () => {
  it('is the mean of what has no Gram matrix, and of inputs that no model ever has', () => {
    const models = [model(1), model(2)];
    const mean = averageWeights(models);
    const dead = [1, 2].map((seed) => [
      (grams(seed)[0] as Float32Array).map((value, at) => (at < 5 || at % 5 === 0 ? 0 : value)),
      undefined,
    ]);
    const [kernel, bias] = regMean(models, dead, { shrink: 1 });
    expect(bias).toEqual(mean[1]);
    expect(kernel?.values.slice(0, 3)).toEqual(mean[0]?.values.slice(0, 3));
    expect(kernel?.values.slice(3)).not.toEqual(mean[0]?.values.slice(3));
  });

  it('has the outputs of each model on its own inputs, where these are apart', () => {
    // The first model only ever has the first two inputs, the second the others.
    const only = (inputs: readonly number[]): Grams => [
      Float32Array.from({ length: 25 }, (_, at) => (at % 6 === 0 && inputs.includes(at / 6) ? 1 : 0)),
      undefined,
    ];
    const [one, two] = [model(1), model(2)];
    const [kernel] = regMean([one, two], [only([0, 1]), only([2, 3, 4])], { shrink: 0.9 });
    const expected = [...(one[0]?.values.slice(0, 6) ?? []), ...(two[0]?.values.slice(6) ?? [])];
    expectAllclose(kernel?.values ?? [], expected, { relative: 1e-6 });
  });

  it('without shrinking is finite, too, where rounding makes an eigenvalue negative', () => {
    // Of one image, [1, 1, 0, 0, 0], but that its two inputs go together a little too much.
    const gram = Float32Array.from({ length: 25 }, (_, at) => ([0, 1, 5, 6].includes(at) ? 1 : 0));
    gram[1] = gram[5] = 1 + 2 ** -20;
    const models = [model(1), model(2)];
    const rounded: Grams = [gram, undefined];
    const [kernel] = regMean(models, [rounded, rounded], { shrink: 1 });
    expectAllclose(kernel?.values ?? [], averageWeights(models)[0]?.values ?? [], { absolute: 1e-6 });
  });

  it('refuses matrices that are not finite', () => {
    const spoilt = grams(2).map((gram) => gram?.map((value, at) => (at === 7 ? Number.NaN : value)));
    expect(() => regMean([model(1), model(2)], [grams(1), spoilt], { shrink: 0.9 })).toThrow(DivergedError);
    expect(() => regMean([model(1), model(2)], [grams(1), spoilt], { shrink: 0.9 })).toThrow(
      /Gram matrix of kernel of model 2 of the 2 to merge holds NaN/,
    );
  });

  it('refuses matrices of another number of models, or of other inputs', () => {
    const models = [model(1), model(2)];
    expect(() => regMean(models, [grams(1)], { shrink: 0.9 })).toThrow(/1 models were given for 2/);
    const few: Grams = [new Float32Array(16), undefined];
    expect(() => regMean(models, [few, few], { shrink: 0.9 })).toThrow(/16 values.*kernel.*5 inputs/);
    expect(() => regMean(models, [grams(1), grams(2)], { shrink: 1.5 })).toThrow(/shrink 1.5/);
  });
});

describe('what is measured', () => {
  const network = () =>
    sequential({
      layers: [
        layers.flatten({ inputShape: [3, 3, 1] }),
        layers.batchNormalization(),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
  const images = {
    shape: [3, 3, 1] as const,
    count: 4,
    pixels: Random.seeded(1, 'pixels').normals(36),
  };

  it('of running statistics is no Fisher information; a lone output is of two classes', async () => {
    const model = network();
    const [gamma, , kernel, bias, mean, variance] = await diagonalFisher(model, images);
    for (const array of [gamma, kernel, bias]) expect(array?.values.every((value) => value > 0)).toBe(true);
    for (const array of [mean, variance]) expect(array?.values).toEqual(new Float32Array(9));
    model.dispose();
  });

  it('on images that are not finite is refused', async () => {
    const model = network();
    const spoilt = { ...images, pixels: images.pixels.with(30, Number.NaN) };
    await expect(diagonalFisher(model, spoilt)).rejects.toThrow(DivergedError);
    await expect(inputGrams(model, spoilt, { batchSize: 5 })).rejects.toThrow(DivergedError);
    await expect(reestimateBatchNorm(model, spoilt, { batchSize: 5 })).rejects.toThrow(DivergedError);
    model.dispose();
  });

  it('on no images is refused', async () => {
    const model = network();
    const none = { ...images, count: 0, pixels: new Float32Array(0) };
    await expect(diagonalFisher(model, none)).rejects.toThrow(/images.count 0/);
    await expect(inputGrams(model, none, { batchSize: 5 })).rejects.toThrow(/images.count 0/);
    await expect(inputGrams(model, images, { batchSize: 0 })).rejects.toThrow(/batchSize 0/);
    model.dispose();
  });
});
