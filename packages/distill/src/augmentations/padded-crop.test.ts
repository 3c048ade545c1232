import '../../test/setup';
import { fc, test as property } from '@fast-check/vitest';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ImageBatch } from '../images';
import { Random } from '../random';
import { paddedCrop } from './padded-crop';

const counting = (shape: ImageBatch['shape'], count: number): ImageBatch => ({
  shape,
  count,
  pixels: Float32Array.from({ length: count * shape[0] * shape[1] * shape[2] }, (_, i) => i + 1),
});

describe('paddedCrop', () => {
  property.prop([
    fc.integer(),
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 3)),
    fc.integer({ min: 0, max: 7 }),
  ])('each and together agree on one image of any shape, with any padding', (seed, shape, padding) => {
    const image = counting(shape, 1);
    const each = paddedCrop(padding).each(image, Random.seeded(seed));
    const together = tidy(() =>
      paddedCrop(padding)
        .together(tensor4d(image.pixels, [1, ...shape]), Random.seeded(seed))
        .dataSync(),
    );
    expect(each.shape).toEqual(shape);
    expect(each.pixels).toEqual(together);
  });

  it('each: an own draw for every image, together: one for all', () => {
    const image = counting([4, 4, 1], 1).pixels;
    const batch: ImageBatch = {
      shape: [4, 4, 1],
      count: 20,
      pixels: Float32Array.from({ length: 320 }, (_, i) => image[i % 16] as number),
      labels: Int32Array.from({ length: 20 }, (_, i) => i),
    };
    const different = (pixels: Float32Array) =>
      new Set(Array.from({ length: 20 }, (_, i) => pixels.slice(i * 16, i * 16 + 16).join())).size;
    const each = paddedCrop(2).each(batch, Random.seeded(1));
    expect(different(each.pixels)).toBeGreaterThan(5);
    expect(each.labels).toEqual(batch.labels);
    const together = paddedCrop(2).together(tensor4d(batch.pixels, [20, 4, 4, 1]), Random.seeded(1));
    expect(different(together.dataSync<'float32'>())).toBe(1);
  });

  it('the offsets cover the whole range, and nothing beyond it', () => {
    const random = Random.seeded(1);
    const image = counting([3, 3, 1], 1);
    const results = new Set(
      Array.from({ length: 1000 }, () => paddedCrop(2).each(image, random).pixels.join()),
    );
    expect(results.size).toBe(25);
  });

  it('padding 0 changes nothing', () => {
    const image = counting([3, 4, 3], 2);
    expect(paddedCrop(0).each(image, Random.seeded(1)).pixels).toEqual(image.pixels);
  });
});
