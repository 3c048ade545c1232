import { expect, it } from 'vitest';
import { familiarity, familiarityByView } from './familiarity';

const known = (...given: Parameters<typeof familiarityByView>) =>
  familiarity(familiarityByView(...given), given[2]);

it('is high where novelty is low, with mean 0 and variance 1 over the reference images', () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => Math.exp(-i / 10));
  const familiar = known({ width: 1, values }, [{ inputs: 9, rank: 5 }], 30);
  const reference = familiar.slice(0, 30);
  const mean = reference.reduce((sum, value) => sum + value, 0) / 30;
  expect(mean).toBeCloseTo(0, 5);
  expect(reference.reduce((sum, value) => sum + value ** 2, 0) / 30).toBeCloseTo(1, 5);
  expect(familiar.every((value, i) => i === 0 || value > (familiar[i - 1] as number))).toBe(true);
});

it('layers count by their trained directions and by those that are not', () => {
  const layers = [
    { inputs: 18, rank: 9 },
    { inputs: 50, rank: 49 },
  ];
  const values = Float32Array.from([0.1, 0.9, 0.9, 0.1, 0.5, 0.5]);
  const [first, second] = known({ width: 2, values }, layers, 3) as unknown as [number, number];
  expect(first).toBeGreaterThan(0.7);
  expect(second).toBeLessThan(-0.7);
});

it('is 0 everywhere when nothing tells the images apart, and finite at novelty 0', () => {
  expect([
    ...known({ width: 1, values: new Float32Array(4).fill(0.3) }, [{ inputs: 9, rank: 1 }], 4),
  ]).toEqual([0, 0, 0, 0]);
  expect(
    known({ width: 1, values: Float32Array.from([0, 1]) }, [{ inputs: 9, rank: 1 }], 2).every(
      Number.isFinite,
    ),
  ).toBe(true);
});

it('of two views is their sum, standardised, and neither hides the other', () => {
  const layers = [{ inputs: 9, rank: 4 }];
  const [a, b] = [0, 1].map((phase) =>
    Float32Array.from({ length: 20 }, (_, i) => 0.5 + 0.4 * Math.sin(i * 3 + phase)),
  );
  const both = Float32Array.from(
    { length: 40 },
    (_, at) => ((at % 2 === 0 ? a : b) as Float32Array)[at >> 1] as number,
  );
  const views = familiarityByView({ width: 2, values: both }, layers, 20);
  expect(views).toEqual(
    [a, b].map((values) => known({ width: 1, values: values as Float32Array }, layers, 20)),
  );
  const sum = familiarity(views, 20);
  const expected = (views[0] as Float32Array).map(
    (value, i) => value + ((views[1] as Float32Array)[i] as number),
  );
  const scale = Math.sqrt(expected.reduce((total, value) => total + value ** 2, 0) / 20);
  sum.forEach((value, i) => {
    expect(value).toBeCloseTo((expected[i] as number) / scale, 4);
  });
});
