import { fc, it } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { LayerStatistics } from '../running-statistics';
import { includeStatistics, type StatisticsShift, shifted } from './statistics-shift';

const channels = 3;
const layer = (mean: fc.Arbitrary<number>, variance: fc.Arbitrary<number>) => {
  const each = (values: fc.Arbitrary<number>) =>
    fc.array(values, { minLength: channels, maxLength: channels }).map((all) => Float32Array.from(all));
  return fc.record({ mean: each(mean), variance: each(variance), epsilon: fc.constant(1e-5) });
};
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const statistics = fc.array(layer(number(-3, 3), number(0.1, 4)), { minLength: 2, maxLength: 2 });

/** What a layer sees whose input is `factor` times as large, and `more`. */
const affine = (layers: readonly LayerStatistics[], factor: number, more: number): LayerStatistics[] =>
  layers.map(({ mean, variance, epsilon }) => ({
    mean: mean.map((value) => factor * value + more),
    variance: variance.map((value) => factor * factor * value),
    epsilon,
  }));

function close(one: readonly LayerStatistics[], other: readonly LayerStatistics[]): void {
  one.forEach(({ mean, variance }, i) => {
    mean.forEach((value, c) => void expect(value).toBeCloseTo(other[i]?.mean[c] as number, 3));
    variance.forEach((value, c) => void expect(value).toBeCloseTo(other[i]?.variance[c] as number, 2));
  });
}

it.prop([statistics, statistics, number(0.5, 2), number(-2, 2)])(
  'moves a student whose channels are scaled ones of its expert by as much as the expert',
  (trained, seen, factor, more) => {
    const shift = includeStatistics(undefined, { trained, seen });
    close(shifted(affine(seen, factor, more), shift), affine(trained, factor, more));
  },
);

it.prop([fc.array(fc.tuple(statistics, statistics), { minLength: 2, maxLength: 4 })])(
  'is the mean over the experts, in whatever order',
  (experts) => {
    const of = (all: typeof experts) =>
      all.reduce<StatisticsShift | undefined>(
        (shift, [trained, seen]) => includeStatistics(shift, { trained, seen }),
        undefined,
      ) as StatisticsShift;
    const [shift, reversed] = [of(experts), of([...experts].reverse())];
    expect(shift.experts).toBe(experts.length);
    close(shift.trained, reversed.trained);
    close(shift.seen, reversed.seen);
    const first = experts.reduce((sum, [trained]) => sum + (trained[0]?.mean[0] as number), 0);
    expect(shift.trained[0]?.mean[0]).toBeCloseTo(first / experts.length, 4);
  },
);

it('a channel that was dead on what experts were queried on stays finite', () => {
  const dead = { mean: Float32Array.of(0), variance: Float32Array.of(0), epsilon: 1e-5 };
  const alive = { mean: Float32Array.of(2), variance: Float32Array.of(1), epsilon: 1e-5 };
  const [result] = shifted([dead], includeStatistics(undefined, { trained: [alive], seen: [dead] }));
  expect(result?.mean[0]).toBeCloseTo(2, 5);
  expect(result?.variance[0]).toBeCloseTo(1, 3);
});

it('a channel that was dead in the experts, or in the student, says little of the other: its ratio is bounded', () => {
  const of = (mean: number, variance: number) => ({
    mean: Float32Array.of(mean),
    variance: Float32Array.of(variance),
    epsilon: 1e-5,
  });
  const [alive] = shifted(
    [of(0, 1)],
    includeStatistics(undefined, { trained: [of(2, 1)], seen: [of(0, 0)] }),
  );
  expect(alive?.mean[0]).toBeCloseTo(20, 3);
  expect(alive?.variance[0]).toBeCloseTo(100, 2);
});
