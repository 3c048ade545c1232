import './setup';
import { fc, test as property } from '@fast-check/vitest';
import { grad, memory, mul, type Scalar, sum, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Augmentation } from '../src/augmentations/augmentation';
import { centreCrop } from '../src/augmentations/centre-crop';
import { horizontalFlip } from '../src/augmentations/horizontal-flip';
import { inTurn } from '../src/augmentations/in-turn';
import { paddedCrop } from '../src/augmentations/padded-crop';
import { resizedCrop } from '../src/augmentations/resized-crop';
import { rotation } from '../src/augmentations/rotation';
import { type ImageBatch, type ImageShape, imageSize } from '../src/images';
import { Random } from '../src/random';
import { expectAllclose } from './allclose';

/** A new augmentation is one line here. */
const cases: readonly (readonly [name: string, Augmentation, draws: boolean])[] = [
  ['horizontalFlip()', horizontalFlip(), true],
  ['rotation(90)', rotation(90), true],
  ['rotation(0)', rotation(0), false],
  ['paddedCrop(2)', paddedCrop(2), true],
  ['centreCrop(4)', centreCrop(4), false],
  ['resizedCrop(9)', resizedCrop(9), true],
  ['resizedCrop(3), small parts', resizedCrop(3, { scale: [0.1, 0.6], ratio: [0.5, 2] }), true],
  ['all of CIFAR10’s', inTurn(resizedCrop(8), horizontalFlip(), rotation(15)), true],
  ['all of CIFAR100’s', inTurn(paddedCrop(4), horizontalFlip(), rotation(15)), true],
  ['inTurn()', inTurn(), false],
];

const noise = (shape: ImageShape, count: number, seed: number): ImageBatch => ({
  shape,
  count,
  pixels: Random.seeded(seed, 'noise').normals(count * imageSize(shape)),
});
const tensorOf = (batch: ImageBatch) => tensor4d(batch.pixels, [batch.count, ...batch.shape]);
const anyShape = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom(1, 3),
);

describe.each(cases)('every augmentation: %s', (_, augmentation, draws) => {
  property.prop([fc.integer(), anyShape])(
    'each and together agree on one image of any shape, within 1e-5',
    (seed, shape) => {
      const image = noise(shape, 1, seed);
      const each = augmentation.each(image, Random.seeded(seed));
      tidy(() => {
        const together = augmentation.together(tensorOf(image), Random.seeded(seed));
        expect(together.shape).toEqual([1, ...each.shape]);
        expectAllclose(each.pixels, together.dataSync(), { absolute: 1e-5 });
      });
    },
  );

  property.prop([fc.integer(), anyShape])(
    'is linear, and its gradient the adjoint: ⟨A x, w⟩ = ⟨x, Aᵀ w⟩, within 1e-4',
    (seed, shape) => {
      tidy(() => {
        const augment = (x: Tensor4D) => augmentation.together(x, Random.seeded(seed));
        const x = tensorOf(noise(shape, 3, seed));
        const w = tensor4d(Random.seeded(seed, 'w').normals(augment(x).size), augment(x).shape);
        const product = (x: Tensor4D) => sum(mul(augment(x), w)) as Scalar;
        const gradient = grad((x) => product(x as Tensor4D))(x);
        expect(gradient.shape).toEqual(x.shape);
        const [left, right] = [product(x).dataSync(), sum(mul(gradient, x)).dataSync()];
        expectAllclose(left, right, { absolute: 1e-4, relative: 1e-4 });
      });
    },
  );

  const copies = (count: number): ImageBatch => {
    const image = noise([8, 8, 3], 1, 1);
    const pixels = new Float32Array(count * image.pixels.length);
    for (let i = 0; i < count; i++) pixels.set(image.pixels, i * image.pixels.length);
    return { shape: image.shape, count, pixels };
  };
  const different = (pixels: Float32Array, count: number) => {
    const size = pixels.length / count;
    return new Set(Array.from({ length: count }, (_, i) => pixels.slice(i * size, (i + 1) * size).join()))
      .size;
  };

  it('each: an own draw for every image; together: one for all', () => {
    const batch = copies(20);
    const each = augmentation.each(batch, Random.seeded(1));
    const together = tidy(() => augmentation.together(tensorOf(batch), Random.seeded(1)).dataSync());
    expect(different(together as Float32Array, 20)).toBe(1);
    if (draws) expect(different(each.pixels, 20)).toBeGreaterThan(1);
    else expect(different(each.pixels, 20)).toBe(1);
  });

  it('each keeps all that is known of the images, and leaves those it was given as they were', () => {
    const known = {
      labels: Int32Array.from({ length: 5 }, (_, i) => i),
      tasks: Int32Array.from({ length: 5 }, (_, i) => 5 - i),
      softLabels: Random.seeded(1).normals(10),
    };
    const batch: ImageBatch = { ...copies(5), ...known };
    const changed = augmentation.each(batch, Random.seeded(1));
    expect(changed).toMatchObject({ ...known, count: 5 });
    expect(changed.pixels).toHaveLength(5 * imageSize(changed.shape));
    expect(batch).toEqual({ ...copies(5), ...known });
  });

  it('together leaks nothing; its result is a tensor of its own', () => {
    const x = tensorOf(copies(2));
    const before = memory().numTensors;
    const result = tidy(() => augmentation.together(x, Random.seeded(1)));
    expect(memory().numTensors).toBe(before + 1);
    result.dispose();
    expect(x.isDisposed).toBe(false);
    const total = (x: Tensor4D) => sum(augmentation.together(x, Random.seeded(1))) as Scalar;
    tidy(() => void grad((x) => total(x as Tensor4D))(x));
    expect(memory().numTensors).toBe(before);
  });
});
