import { expect, it } from 'vitest';
import { ownMargins } from './own-margins';

/** 200 images, four outputs: 'own' classes 1 and 3 rise with the image's number, by `slope` and twice that. */
const rows = (slope: number, shift: number) => ({
  width: 4,
  values: Float32Array.from({ length: 800 }, (_, at) => {
    const image = Math.floor(at / 4);
    return (
      shift +
      ([(-1 * slope * image) / 10, slope * image, (-3 * slope * image) / 10, 2 * slope * image][
        at % 4
      ] as number)
    );
  }),
});

it('is the class’s logit less the mean of those never seen, the largest 10 at the 99th of 100', () => {
  const margins = ownMargins(rows(0.1, 0), [3, 1], 200);
  // Class 1's margin is 0.12 an image, class 3's 0.22: that is scaled to 10 at image 197, and the other alike.
  for (const image of [0, 50, 197]) {
    expect(margins[image * 2]).toBeCloseTo((10 * image) / 197, 4);
    expect(margins[image * 2 + 1]).toBeCloseTo(((0.12 / 0.22) * 10 * image) / 197, 4);
  }
});

it('does not change when the expert adds a constant to all logits, or speaks louder', () => {
  const one = ownMargins(rows(0.1, 0), [1, 3], 200);
  const other = ownMargins(rows(0.7, 5), [1, 3], 200);
  other.forEach((value, i) => {
    expect(value).toBeCloseTo(one[i] as number, 3);
  });
});

it('has only the reference images tell how loud a class is', () => {
  const margins = ownMargins(rows(0.1, 0), [1], 100);
  expect(margins[98]).toBeCloseTo(10, 4);
  expect(margins[199]).toBeCloseTo((10 * 199) / 98, 3);
});

it('has them do so in whatever order they and the others come', () => {
  const { values } = rows(0.1, 0);
  const reversed = Float32Array.from(values, (_, at) => values[796 - (at - (at % 4)) + (at % 4)] as number);
  const margins = ownMargins({ width: 4, values: reversed }, [1], 100);
  expect(margins[0]).toBeCloseTo((10 * 199) / 198, 3);
  expect(margins[199]).toBeCloseTo(0, 4);
});

it('leaves alone a class that speaks for no image', () => {
  const margins = ownMargins(rows(-0.1, 0), [1], 200);
  expect(margins[100]).toBeCloseTo(-14 / 3, 4);
});
