import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect } from 'vitest';
import { computeOn, expectAgreement, randomValues } from '../../test/on-both';
import { setThreads } from '../index';

type ImageOp = (images: tf.Tensor4D) => tf.Tensor4D;

function images(batch: number, height: number, width: number, channels: number, seed = 1): tf.Tensor4D {
  return tf.tensor4d(randomValues(batch * height * width * channels, seed), [batch, height, width, channels]);
}

/** An op that is linear in its images, on images of one shape. */
interface Case {
  readonly shape: [number, number, number, number];
  readonly op: () => ImageOp;
}

/** The op without its constant part. */
function linear(op: ImageOp): ImageOp {
  return (x) => tf.sub(op(x), op(tf.zerosLike(x)));
}

/** The gradient that follows from the op's values on tfjs's cpu backend: one image for each element that is not zero. */
async function gradientByUnits({ shape, op }: Case, seed: number): Promise<Float32Array> {
  const size = shape.reduce((a, b) => a * b, 1);
  const [gradient] = await computeOn('cpu', () => {
    const run = linear(op());
    const slopes = Array.from({ length: size }, (_, i) => {
      const y = run(tf.tensor4d(new Float32Array(size).fill(1, i, i + 1), shape));
      return tf.sum(tf.mul(y, randomLike(y, seed)));
    });
    return tf.stack(slopes);
  });
  return gradient?.values as Float32Array;
}

function randomLike({ size, shape }: tf.Tensor4D, seed: number): tf.Tensor4D {
  return tf.tensor4d(randomValues(size, seed), shape);
}

async function gradientOf({ shape, op }: Case, seed: number): Promise<Float32Array> {
  const [gradient] = await computeOn('exmodel-wasm', () => {
    const run = op();
    const x = images(...shape, 7);
    return tf.grad((input) => run(input as tf.Tensor4D))(x, randomLike(run(x), seed));
  });
  return gradient?.values as Float32Array;
}

async function expectTrueGradient(instance: Case, seed = 5): Promise<void> {
  const expected = await gradientByUnits(instance, seed);
  const actual = await gradientOf(instance, seed);
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5);
  });
}

const side = fc.integer({ min: 1, max: 5 });
const channels = fc.integer({ min: 1, max: 6 });
const batch = fc.integer({ min: 1, max: 3 });
const corner = fc.double({ min: -0.4, max: 1.4, noNaN: true });
const method = fc.constantFrom('bilinear' as const, 'nearest' as const);

const rotation = fc
  .record({
    shape: fc.tuple(batch, side, side, channels),
    radians: fc.double({ min: -4, max: 4, noNaN: true }),
    center: fc.constantFrom<number | [number, number]>(0.5, 0.2, [0.1, 0.9]),
  })
  .map(({ shape, radians, center }) => ({
    shape,
    op: () => (x: tf.Tensor4D) => tf.image.rotateWithOffset(x, radians, 0.5, center),
  }));

const crop = fc
  .record({
    shape: fc.tuple(batch, side, side, channels),
    boxes: fc.array(fc.tuple(corner, corner, corner, corner, fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 4,
    }),
    size: fc.tuple(side, side),
    method,
  })
  .map(({ shape, boxes, size, method }) => ({
    shape,
    op: () => (x: tf.Tensor4D) =>
      tf.image.cropAndResize(
        x,
        tf.tensor2d(boxes.map(([y1, x1, y2, x2]) => [y1, x1, y2, x2])),
        // Some name no image.
        tf.tensor1d(
          boxes.map(([, , , , image]) => Math.min(image, shape[0])),
          'int32',
        ),
        size,
        method,
        0.25,
      ),
  }));

const resizing = fc
  .record({
    shape: fc.tuple(batch, side, side, channels),
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    mode: fc.constantFrom('corners', 'halves', 'plain'),
  })
  .map(({ shape, size, mode }) => ({
    shape,
    op: () => (x: tf.Tensor4D) =>
      tf.image.resizeNearestNeighbor(x, size, mode === 'corners', mode === 'halves'),
  }));

describe('image ops agree with tfjs cpu within 1e-5, and so do their gradients with differences of its values', () => {
  const cases = { rotateWithOffset: rotation, cropAndResize: crop, resizeNearestNeighbor: resizing };
  for (const [name, arbitrary] of Object.entries(cases)) {
    test.prop([arbitrary as fc.Arbitrary<Case>], { numRuns: 60 })(name, async (instance) => {
      await expectAgreement(() => instance.op()(images(...instance.shape)));
      await expectTrueGradient(instance);
    });
  }

  test('flipLeftRight', async () => {
    const instance: Case = { shape: [2, 3, 5, 2], op: () => tf.image.flipLeftRight };
    await expectAgreement(() => instance.op()(images(...instance.shape)));
    await expectTrueGradient(instance);
  });
});

describe('image ops', () => {
  afterAll(() => setThreads(2));

  test('rotation fills each channel with its own value, and the fourth opaquely, as tfjs does', async () => {
    await expectAgreement(() => tf.image.rotateWithOffset(images(2, 6, 5, 4), 0.7, [0.1, 0.2, 0.3]));
  });

  test('boxes that are not finite crop as in tfjs, and have no gradient', async () => {
    const boxes = () =>
      tf.tensor2d([
        [Number.NaN, 0, 1, 1],
        [0, 0, Number.POSITIVE_INFINITY, 1],
      ]);
    for (const way of ['bilinear', 'nearest'] as const) {
      const op: ImageOp = (x) =>
        tf.image.cropAndResize(x, boxes(), tf.tensor1d([0, 0], 'int32'), [3, 3], way);
      await expectAgreement(() => op(images(1, 4, 4, 2)));
      const [gradient] = await computeOn('exmodel-wasm', () =>
        tf.grad((x) => op(x as tf.Tensor4D))(images(1, 4, 4, 2)),
      );
      expect(gradient?.shape).toEqual([1, 4, 4, 2]);
    }
  });

  test('gradients have the same bits at any number of threads', async () => {
    const compute = () => {
      const x = images(9, 24, 24, 5);
      const boxes = tf.tensor2d(randomValues(4 * 20, 3), [20, 4]);
      const owners = tf.tensor1d(
        Array.from({ length: 20 }, (_, i) => (i * 7) % 9),
        'int32',
      );
      const ops: ImageOp[] = [
        (a) => tf.image.rotateWithOffset(a, 0.6),
        (a) => tf.image.cropAndResize(a, boxes, owners, [24, 24], 'bilinear'),
        (a) => tf.image.cropAndResize(a, boxes, owners, [24, 24], 'nearest'),
        (a) => tf.image.resizeNearestNeighbor(a, [48, 48]),
      ];
      return ops.map((op) => tf.grad((a) => op(a as tf.Tensor4D))(x, randomLike(op(x), 4)));
    };
    const results = [];
    for (const threads of [1, 2, 3]) {
      await tf.setBackend('exmodel-wasm');
      setThreads(threads);
      results.push(await computeOn('exmodel-wasm', compute));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
