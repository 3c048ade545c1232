import { fc, test as property } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { classesOfImages } from './images-per-class';

property.prop([fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 10 }), fc.nat(50)])(
  'every class equally often, as often as the budget allows',
  (classes, extra) => {
    const count = classes.length + extra;
    const aims = [...classesOfImages(classes, count)];
    expect(aims.length).toBeLessThanOrEqual(count);
    expect(aims.length).toBeGreaterThan(count - classes.length);
    for (const c of classes)
      expect(aims.filter((aim) => aim === c)).toHaveLength(aims.length / classes.length);
  },
);

it('a budget of less than one image per class is refused, with advice', () => {
  for (const count of [0, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => classesOfImages([3], count)).toThrow(/at least one image per class/);
  expect(() => classesOfImages([3, 4, 5], 2)).toThrow(/2 images .* 3 classes.*buffer_size/);
});
