import { expect, it } from 'vitest';
import { familiarity } from './familiarity';

it('is high where novelty is low, with mean 0 and variance 1 over the reference images', () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => Math.exp(-i / 10));
  const known = familiarity({ width: 1, values }, [{ inputs: 9, rank: 5 }], 30);
  const reference = known.slice(0, 30);
  const mean = reference.reduce((sum, value) => sum + value, 0) / 30;
  expect(mean).toBeCloseTo(0, 5);
  expect(reference.reduce((sum, value) => sum + value ** 2, 0) / 30).toBeCloseTo(1, 5);
  expect(known.every((value, i) => i === 0 || value > (known[i - 1] as number))).toBe(true);
});

it('layers count by their trained directions and by those that are not', () => {
  const layers = [
    { inputs: 18, rank: 9 },
    { inputs: 50, rank: 49 },
  ];
  const values = Float32Array.from([0.1, 0.9, 0.9, 0.1, 0.5, 0.5]);
  const [first, second] = familiarity({ width: 2, values }, layers, 3) as unknown as [number, number];
  expect(first).toBeGreaterThan(0.7);
  expect(second).toBeLessThan(-0.7);
});

it('is 0 everywhere when nothing tells the images apart, and finite at novelty 0', () => {
  expect([
    ...familiarity({ width: 1, values: new Float32Array(4).fill(0.3) }, [{ inputs: 9, rank: 1 }], 4),
  ]).toEqual([0, 0, 0, 0]);
  expect(
    familiarity({ width: 1, values: Float32Array.from([0, 1]) }, [{ inputs: 9, rank: 1 }], 2).every(
      Number.isFinite,
    ),
  ).toBe(true);
});
