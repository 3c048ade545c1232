import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Weights } from '../weights';
import { averageWeights } from './average-weights';

const model = (kernel: readonly number[], bias: readonly number[] = [0]): Weights => [
  { name: 'kernel', shape: [1, kernel.length], values: Float32Array.from(kernel) },
  { name: 'bias', shape: [bias.length], values: Float32Array.from(bias) },
];
/** Without −0, which a sum from 0 turns to 0. */
const values = fc.array(
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  { minLength: 3, maxLength: 3 },
);

describe('averageWeights', () => {
  it('is the mean, array by array', () => {
    const average = averageWeights([model([1, 2], [3]), model([3, 0], [0])]);
    expect(average).toEqual(model([2, 1], [1.5]));
  });

  property.prop([values, fc.integer({ min: 1, max: 7 })])(
    'identical models have themselves for mean, bit for bit',
    (kernel, n) => {
      expect(averageWeights(Array.from({ length: n }, () => model(kernel)))).toEqual(model(kernel));
    },
  );

  property.prop([
    fc.array(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    }),
  ])('the order of the models does not matter', (kernels) => {
    const models = kernels.map((kernel) => model(kernel.map((x) => x / 64)));
    expect(averageWeights(models.toReversed())).toEqual(averageWeights(models));
  });

  it('counts of moved heads the columns that each has', () => {
    const heads = [
      { values: [1, 2, 0, 0], columns: [0, 1] },
      { values: [0, 4, 6, 0], columns: [2, 1] },
    ].map(({ values, columns }): Weights => {
      const [kernel] = model(values);
      return [{ ...(kernel as Weights[number]), columns }];
    });
    expect(averageWeights(heads)).toEqual(model([1, 3, 6, 0]).slice(0, 1));
  });

  it('leaves the models as they were', () => {
    const first = model([1, 2]);
    averageWeights([first, model([5, 6])]);
    expect(first).toEqual(model([1, 2]));
  });

  it.each<[string, Weights]>([
    ['another length', model([1, 2, 3])],
    [
      'another shape of the same length',
      [{ ...(model([1, 2])[0] as Weights[0]), shape: [2, 1] }, ...model([]).slice(1)],
    ],
    ['an array less', model([1, 2]).slice(0, 1)],
    ['an array more', [...model([1, 2]), ...model([1])]],
  ])('%s is refused', (_, other) => {
    expect(() => averageWeights([model([1, 2]), other])).toThrow(RangeError);
    expect(() => averageWeights([other, model([1, 2])])).toThrow(RangeError);
  });

  it('no model is refused', () => {
    expect(() => averageWeights([])).toThrow(/at least one/);
  });
});
