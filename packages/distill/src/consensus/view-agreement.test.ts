import { expect, it } from 'vitest';
import { Random } from '../random';
import { trustedWeight, ViewAgreement } from './view-agreement';

const views = (experts: number, images: number, seed: number) => {
  const random = Random.seeded(seed, 'views');
  return Array.from({ length: experts }, () => {
    const own = random.normals(images);
    return { own, first: own.map((value) => 0.6 * value + 0.8 * (random.normals(1)[0] as number)) };
  });
};

/** By its definition: the correlation of both, each less its mean over the experts. */
function correlation(all: ReturnType<typeof views>): number {
  const less = (pick: (view: (typeof all)[number]) => Float32Array) =>
    all.flatMap((view) =>
      Array.from(
        pick(view),
        (value, i) => value - all.reduce((sum, v) => sum + (pick(v)[i] as number), 0) / all.length,
      ),
    );
  const [a, b] = [less(({ own }) => own), less(({ first }) => first)];
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

it.each([
  [2, 3],
  [3, 30],
  [5, 17],
])(
  'is the correlation of both views relative to all %i experts, on %i images, in any order',
  (experts, images) => {
    const all = views(experts, images, 7);
    for (const order of [all, all.toReversed()]) {
      const agreement = new ViewAgreement(images);
      for (const { own, first } of order) agreement.add(own, first);
      expect(agreement.correlation()).toBeCloseTo(correlation(all), 4);
    }
  },
);

it('goes on from its sums, and does not know for one expert', () => {
  const all = views(3, 10, 1);
  const whole = new ViewAgreement(10);
  const [one, ...others] = all as [(typeof all)[0], ...typeof all];
  const begun = new ViewAgreement(10);
  begun.add(one.own, one.first);
  expect(begun.correlation()).toBeUndefined();
  const resumed = new ViewAgreement(10, begun.sums);
  for (const { own, first } of others) resumed.add(own, first);
  for (const { own, first } of all) whole.add(own, first);
  expect(resumed.correlation()).toBe(whole.correlation());
});

it.each([
  [undefined, 1],
  [-0.4, 0.5],
  [0.1, 0.5],
  [0.15, 1],
  [0.2, 1.5],
  [0.5, 1.5],
  [0.55, 2.25],
  [0.6, 3],
  [0.9, 3],
])('agreement %d is a weight of %d', (agreement, weight) => {
  expect(trustedWeight(agreement)).toBeCloseTo(weight, 10);
});
