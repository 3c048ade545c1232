import { fc, it } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type ArchitectureExperts, betweenArchitectures, includeExpert } from './between-architectures';

const always = () => true;
const number = fc.double({ min: -5, max: 5, noNaN: true });
/** Two experts of one architecture and one of another, each of one class; nobody knows class 3. */
const three = [
  ['25,150', [0]],
  ['25,150', [1]],
  ['9,288', [2]],
] as const;

function architecturesOf(experts: readonly (readonly [string, readonly number[]])[], outputs: number) {
  const none: readonly ArchitectureExperts[] = [];
  return experts.reduce((all, [layers, classes]) => includeExpert(all, layers, classes, outputs), none);
}

it('an architecture of g experts moves towards the mean of all by g / (g + 1) of the way', () => {
  const architectures = architecturesOf(three, 4);
  const values = Float32Array.of(5, 3, 1, 0);
  const moved = betweenArchitectures({ width: 4, values }, (_, c) => c < 3, architectures);
  // Means: 4 and 1, of all 3. The first moves by ⅔ of −1, the second by ½ of 2.
  expect([...moved]).toEqual([5 - 2 / 3, 3 - 2 / 3, 1 + 1, 0].map(Math.fround));
});

it('a class of experts of both architectures moves with both, by their shares', () => {
  const architectures = architecturesOf(
    [
      ['a', [0, 1]],
      ['b', [1]],
    ],
    2,
  );
  const moved = betweenArchitectures({ width: 2, values: Float32Array.of(4, 1) }, always, architectures);
  // Means: (4 + 1 / 2) / 1.5 = 3 and 1, of all 2.5; each has one expert and moves by half.
  expect([...moved]).toEqual([4 - 1 / 4, 1 + (-1 / 4 + 3 / 4) / 2].map(Math.fround));
});

it('an image on which the experts of one architecture only have been queried stays as it is', () => {
  const architectures = architecturesOf(three, 4);
  const values = Float32Array.of(5, 3, 1, 0, 0, 0, 7, 0);
  const known = (image: number, c: number) => (image === 0 ? c < 3 : c === 2);
  const moved = betweenArchitectures({ width: 4, values }, known, architectures);
  expect([...moved.slice(4)]).toEqual([0, 0, 7, 0]);
});

it('an expert whose familiarity is not known neither moves nor counts', () => {
  const architectures = architecturesOf(three, 5);
  const values = Float32Array.of(5, 3, 1, 0, 0);
  const moved = betweenArchitectures({ width: 5, values }, (_, c) => c !== 3, architectures);
  expect([...moved]).toEqual([5 - 2 / 3, 3 - 2 / 3, 1 + 1, 0, 0].map(Math.fround));
});

it('experts of one architecture keep theirs, bit for bit', () => {
  const architectures = architecturesOf(
    three.map(([, classes]) => ['25,150', classes] as const),
    4,
  );
  const values = Float32Array.of(5, 3, 1, 0);
  expect(betweenArchitectures({ width: 4, values }, always, architectures)).toBe(values);
});

it.prop([fc.tuple(number, number, number), number])(
  'what one architecture finds of an image as a whole counts less, and the order within it stays',
  ([a, b, c], more) => {
    const architectures = architecturesOf(three, 3);
    const moved = (values: number[]) =>
      betweenArchitectures({ width: 3, values: Float32Array.from(values) }, always, architectures);
    const [before, after] = [moved([a, b, c]), moved([a + more, b + more, c])];
    const gap = (row: Float32Array) => ((row[0] as number) + (row[1] as number)) / 2 - (row[2] as number);
    expect(Math.abs(gap(after) - gap(before))).toBeLessThanOrEqual(0.5 * Math.abs(more) + 1e-5);
    expect((after[0] as number) - (after[1] as number)).toBeCloseTo(a - b, 4);
  },
);
