import './setup';
import { grad, mul, type Scalar, slice, sum, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { centreCrop } from '../src/augmentations/centre-crop';
import { horizontalFlip } from '../src/augmentations/horizontal-flip';
import { paddedCrop } from '../src/augmentations/padded-crop';
import { resizedBox } from '../src/augmentations/resized-crop';
import { rotated } from '../src/augmentations/rotation';
import { Random } from '../src/random';
import { expectAllclose } from './allclose';
import { type GoldenArray, golden, nhwc } from './golden';

interface Augmented {
  readonly out: GoldenArray;
  readonly grad: GoldenArray;
}
const file = golden<{ x: GoldenArray; w: GoldenArray; cases: Record<string, Augmented> }>('augment');

/** A generator whose first draws of integers below `limit` are these. */
function drawing(limit: number, ...wanted: readonly number[]): Random {
  for (let seed = 0; ; seed++) {
    const random = Random.seeded(seed);
    if (wanted.every((value) => random.integer(limit) === value)) return Random.seeded(seed);
  }
}

const none = Random.seeded(0);
const box = { top: 2, left: 1, height: 13, width: 12 };

describe('augmentations: values and gradients as torchvision', () => {
  it.each<[string, number, (images: Tensor4D) => Tensor4D]>([
    ['hflip', 0, (x) => horizontalFlip(1).together(x, none)],
    ['rotate_nearest_10deg', 0, (x) => rotated(x, 10)],
    ['rotate_nearest_-14.3deg', 0, (x) => rotated(x, -14.3)],
    ['pad4_crop_top1_left6', 0, (x) => paddedCrop(4).together(x, drawing(9, 1, 6))],
    ['resized_crop_top2_left1_h13_w12', 1e-6, (x) => resizedBox(x, box, 16)],
    ['resized_crop_noantialias', 1e-6, (x) => resizedBox(x, box, 16)],
    ['center_crop12', 0, (x) => centreCrop(12).together(x, none)],
  ])('%s, within %d', (name, absolute, augment) => {
    const { out, grad: gradient } = file.cases[name] as Augmented;
    tidy(() => {
      const images = augment(nhwc(file.x));
      expect(images.shape).toEqual(nhwc(out).shape);
      expectAllclose(images.dataSync(), nhwc(out).dataSync(), { absolute });
      const weights = slice(nhwc(file.w), [0, 0, 0, 0], images.shape);
      const weighted = grad((x) => sum(mul(augment(x as Tensor4D), weights)) as Scalar)(nhwc(file.x));
      expectAllclose(weighted.dataSync(), nhwc(gradient).dataSync(), { absolute: 2 * absolute });
    });
  });
});
