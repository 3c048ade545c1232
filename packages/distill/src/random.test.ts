import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Random, type RandomState } from './random';

/** Any draw that a caller may ask for. */
const anyDraw = fc.oneof(
  fc.constant((random: Random) => [random.uniform()]),
  fc.integer({ min: 1, max: 1000 }).map((limit) => (random: Random) => [random.integer(limit)]),
  fc.integer({ min: 0, max: 7 }).map((count) => (random: Random) => [...random.normals(count)]),
  fc.integer({ min: 0, max: 7 }).map((count) => (random: Random) => [...random.permutation(count)]),
  fc
    .double({ min: 0.01, max: 5, noNaN: true })
    .map((alpha) => (random: Random) => [...random.dirichlet([alpha, 1, 2 * alpha])]),
);
const anyDraws = fc.array(anyDraw, { minLength: 1, maxLength: 12 });

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
/** Bounds below are this many standard errors: an honest generator passes for all but 1 seed in 16 000. */
const sigmas = 4;

describe('Random', () => {
  property.prop([fc.integer(), anyDraws])('the same seed gives the same draws', (seed, draws) => {
    const [a, b] = [Random.seeded(seed, 'x', 1), Random.seeded(seed, 'x', 1)];
    for (const draw of draws) expect(draw(a)).toEqual(draw(b));
  });

  property.prop([fc.integer(), anyDraws, anyDraws])(
    'a state saved as JSON goes on bit for bit',
    (seed, before, after) => {
      const random = Random.seeded(seed);
      for (const draw of before) draw(random);
      const restored = Random.seeded(seed + 1);
      restored.restore(JSON.parse(JSON.stringify(random.state())) as RandomState);
      for (const draw of after) expect(draw(restored)).toEqual(draw(random));
      expect(restored.state()).toEqual(random.state());
    },
  );

  property.prop([fc.integer({ min: 0, max: 1e6 })])('every purpose has a stream of its own', (seed) => {
    const streams = [
      Random.seeded(seed),
      Random.seeded(seed + 1),
      Random.seeded(seed, 'samples', 0),
      Random.seeded(seed, 'samples', 1),
      Random.seeded(seed, 'training', 0),
      Random.seeded(seed, 'training', 10),
    ];
    const firstDraws = streams.map((random) => [...random.normals(4)].join());
    expect(new Set(firstDraws).size).toBe(streams.length);
  });

  it('uniform lies in [0, 1), with mean 1/2 and variance 1/12', () => {
    const random = Random.seeded(1);
    const draws = Array.from({ length: 40_000 }, () => random.uniform());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(Math.abs(mean(draws) - 1 / 2)).toBeLessThan(sigmas * Math.sqrt(1 / 12 / draws.length));
    const variance = mean(draws.map((u) => (u - 1 / 2) ** 2));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(sigmas * Math.sqrt(1 / 180 / draws.length));
  });

  property.prop([fc.integer(), fc.integer({ min: 1, max: 2 ** 24 })])(
    'integer lies in [0, limit)',
    (seed, limit) => {
      const drawn = Random.seeded(seed).integer(limit);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < limit).toBe(true);
    },
  );

  it('normals have mean 0, variance 1 and 68.27 % within one deviation', () => {
    const draws = Random.seeded(2).normals(40_001);
    const bound = (variance: number) => sigmas * Math.sqrt(variance / draws.length);
    expect(Math.abs(mean(draws))).toBeLessThan(bound(1));
    expect(Math.abs(mean(draws.map((x) => x * x)) - 1)).toBeLessThan(bound(2));
    const within = mean(draws.map((x) => (Math.abs(x) < 1 ? 1 : 0)));
    expect(Math.abs(within - 0.6827)).toBeLessThan(bound(0.6827 * 0.3173));
    // Both halves of a Box–Muller pair, and neighbours, are independent.
    expect(Math.abs(mean(draws.map((x, i) => x * (draws[i + 1] ?? 0))))).toBeLessThan(bound(1));
  });

  property.prop([fc.integer(), fc.integer({ min: 0, max: 200 })])('permutation is one', (seed, count) => {
    const order = [...Random.seeded(seed).permutation(count)];
    expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('every order is as likely as any other', () => {
    const random = Random.seeded(3);
    const draws = 12_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const order = random.permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const bound = 5 * Math.sqrt(draws * (1 / 24) * (23 / 24));
    for (const count of counts.values()) expect(Math.abs(count - draws / 24)).toBeLessThan(bound);
  });

  describe('dirichlet', () => {
    property.prop([
      fc.integer(),
      fc.array(fc.double({ min: 1e-4, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 }),
    ])('is a distribution', (seed, alpha) => {
      const sample = Random.seeded(seed).dirichlet(alpha);
      expect(sample).toHaveLength(alpha.length);
      expect(sample.every((p) => p >= 0 && p <= 1)).toBe(true);
      expect(sample.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    });

    it.each([[[0.5, 1, 2.5]], [[0.1, 0.2, 0.3, 0.4]], [[20, 10]], [[1e-4, 3e-4]]])(
      'of %j: the mean follows the concentrations',
      (alpha) => {
        const random = Random.seeded(4);
        const total = alpha.reduce((a, b) => a + b, 0);
        const draws = Array.from({ length: 5000 }, () => random.dirichlet(alpha));
        alpha.forEach((a, i) => {
          const expected = a / total;
          const variance = (expected * (1 - expected)) / (total + 1);
          const actual = mean(draws.map((draw) => draw[i] as number));
          expect(Math.abs(actual - expected)).toBeLessThan(sigmas * Math.sqrt(variance / draws.length));
        });
      },
    );
  });
});
