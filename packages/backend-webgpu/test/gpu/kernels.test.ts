import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../../src/index';
import { start } from '../start';

beforeAll(async () => {
  await start();
});

async function computeOn(backend: string, compute: () => tf.Tensor | tf.Tensor[]) {
  await tf.setBackend(backend);
  const results = [tf.tidy(compute)].flat();
  const read = await Promise.all(
    results.map(async (tensor) => ({ shape: tensor.shape, values: [...(await tensor.data())] })),
  );
  tf.dispose(results);
  return read;
}

/** Expects the same from this backend and, by `onCpu`, from tfjs's cpu backend, within `tolerance` of the largest value. */
async function expectAgreement(
  compute: () => tf.Tensor | tf.Tensor[],
  tolerance = 1e-4,
  onCpu = compute,
): Promise<void> {
  const expected = await computeOn('cpu', onCpu);
  const actual = await computeOn(BACKEND_NAME, compute);
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ values }, r) => {
    const wanted = expected[r]?.values as number[];
    const scale = wanted.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    values.forEach((value, i) => {
      const difference = Math.abs(value - (wanted[i] as number));
      if (!(difference <= tolerance * scale))
        expect.fail(
          `result ${r} differs at ${i} of ${wanted.length}: ${value}, expected ${wanted[i]} (largest ${scale})`,
        );
    });
  });
}

const size = fc.integer({ min: 1, max: 9 });
const convolution = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 3, max: 12 }),
  width: fc.integer({ min: 3, max: 12 }),
  inChannels: size,
  outChannels: fc.constantFrom(1, 3, 6, 20, 70),
  filter: fc.constantFrom(1, 2, 3),
  stride: fc.constantFrom(1, 2, 3),
  pad: fc.constantFrom('same' as const, 'valid' as const, 1),
  seed: fc.integer({ min: 0, max: 1000 }),
});

describe('the gradients of a convolution', () => {
  test.prop([convolution], { numRuns: 12 })('are those of tfjs on the CPU', async (c) => {
    await expectAgreement(() => {
      const x = tf.randomUniform<tf.Rank.R4>(
        [c.batch, c.height, c.width, c.inChannels],
        -1,
        1,
        'float32',
        c.seed,
      );
      const w = tf.randomUniform<tf.Rank.R4>(
        [c.filter, c.filter, c.inChannels, c.outChannels],
        -1,
        1,
        'float32',
        c.seed + 1,
      );
      const loss = (images: tf.Tensor, weights: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(images as tf.Tensor4D, weights as tf.Tensor4D, c.stride, c.pad)));
      return [tf.conv2d(x, w, c.stride, c.pad), ...tf.grads(loss)([x, w])];
    });
  });

  it('are zero between the strides of a 1 × 1 filter, whatever was in the memory', async () => {
    await expectAgreement(() => {
      tf.fill([4, 32, 32, 20], Number.NaN).dispose();
      const x = tf.randomUniform<tf.Rank.R4>([4, 32, 32, 20], -1, 1, 'float32', 1);
      const w = tf.randomUniform<tf.Rank.R4>([1, 1, 20, 40], -1, 1, 'float32', 2);
      return tf.grad((images) => tf.sum(tf.square(tf.conv2d(images as tf.Tensor4D, w, 2, 0))))(x);
    });
  });
});

describe('a convolution', () => {
  test.prop([convolution, fc.constantFrom(1, 2, 3)], { numRuns: 6 })(
    'with holes in its filter is that of tfjs on the CPU',
    async (c, dilation) => {
      await expectAgreement(() => {
        const x = tf.randomUniform<tf.Rank.R4>(
          [c.batch, 12, c.width, c.inChannels],
          -1,
          1,
          'float32',
          c.seed,
        );
        const shape = [c.filter, c.filter, c.inChannels, c.outChannels] as const;
        const w = tf.randomUniform<tf.Rank.R4>([...shape], -1, 1, 'float32', c.seed + 1);
        return tf.conv2d(x, w, 1, 'same', 'NHWC', dilation);
      });
    },
  );
});

describe('batch norm by given statistics', () => {
  it('has the values and gradients of its formula', async () => {
    const epsilon = 0.01;
    const given = () => {
      const random = (shape: number[], seed: number) => tf.randomUniform(shape, 0.5, 2, 'float32', seed);
      return [[2, 3, 4, 5], [5], [5], [5], [5]].map(random);
    };
    type Formula = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor;
    const results = (formula: (mean: tf.Tensor, variance: tf.Tensor) => Formula) => () => {
      const [x, scale, offset, mean, variance] = given() as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const run = formula(mean, variance);
      const loss = (...args: tf.Tensor[]) =>
        tf.sum(tf.square(run(...(args as Parameters<Formula>)))) as tf.Scalar;
      return [run(x, scale, offset), ...tf.grads(loss)([x, scale, offset])];
    };
    await expectAgreement(
      results(
        (mean, variance) => (x, scale, offset) =>
          tf.engine().runKernel('BatchNormInference', { x, scale, offset, mean, variance }, { epsilon }),
      ),
      1e-4,
      results(
        (mean, variance) => (x, scale, offset) =>
          tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), scale), offset),
      ),
    );
  });
});

describe('the running statistics of batch norm', () => {
  it('are those of their formula', async () => {
    const inputs = {
      movingMean: tf.tensor1d([1, 2]),
      movingVariance: tf.tensor1d([3, 4]),
      mean: tf.tensor1d([5, 6]),
      variance: tf.tensor1d([7, 8]),
    };
    await tf.setBackend(BACKEND_NAME);
    const attributes = { momentum: 0.25, correction: 2 };
    const next = tf.engine().runKernel('MovingStatistics', inputs, attributes) as unknown as tf.Tensor[];
    const values = await Promise.all(next.map(async (each) => [...(await each.data())]));
    tf.dispose([...next, ...Object.values(inputs)]);
    // 0.75 × the old ones + 0.25 × the new ones, the variance twice.
    expect(values).toEqual([
      [2, 3],
      [5.75, 7],
    ]);
  });
});

describe('the gradient of a depthwise convolution’s filter', () => {
  test.prop(
    [
      fc.record({
        batch: size,
        height: fc.integer({ min: 5, max: 12 }),
        width: fc.integer({ min: 5, max: 12 }),
        channels: fc.constantFrom(1, 5, 70),
        filter: fc.constantFrom(1, 3, 5),
        stride: fc.constantFrom(1, 2),
        pad: fc.constantFrom('same' as const, 'valid' as const),
      }),
    ],
    { numRuns: 6 },
  )('is that of tfjs on the CPU', async (c) => {
    await expectAgreement(() => {
      const x = tf.randomUniform<tf.Rank.R4>([c.batch, c.height, c.width, c.channels], -1, 1, 'float32', 1);
      const w = tf.randomUniform<tf.Rank.R4>([c.filter, c.filter, c.channels, 1], -1, 1, 'float32', 2);
      return tf.grads((images, weights) =>
        tf.sum(tf.square(tf.depthwiseConv2d(images as tf.Tensor4D, weights as tf.Tensor4D, c.stride, c.pad))),
      )([x, w]);
    });
  });
});

describe('batch norm in training', () => {
  test.prop(
    [
      fc.constantFrom<number[]>([6, 4], [300, 3], [2, 7, 5, 20], [3, 300], [40, 32, 4, 1]),
      fc.integer({ min: 0, max: 99 }),
    ],
    { numRuns: 6 },
  )('has the values and gradients of its formula', async (shape, seed) => {
    const channels = shape.at(-1) as number;
    const draw = (dims: number[], add: number) => tf.randomUniform(dims, -1, 1, 'float32', seed + add);
    const epsilon = 1e-5;
    const axes = shape.slice(1).map((_, i) => i);
    const formula = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
      const mean = tf.mean(x, axes);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
      const deviation = tf.sqrt(tf.add(variance, epsilon));
      return [tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), offset), mean, variance] as const;
    };
    // A mean that is large beside the deviation, as raw pixels have it.
    const given = () =>
      [tf.add(draw(shape, 1), 20), draw([channels], 2), draw([channels], 3), draw(shape, 4)] as const;
    const expected = await computeOn('cpu', () => {
      const [x, scale, offset, dy] = given();
      const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => formula(a, b, c)[0])(
        [x, scale, offset],
        dy,
      );
      return [...formula(x, scale, offset), ...gradients];
    });
    const actual = await computeOn(BACKEND_NAME, () => {
      const [x, scale, offset, dy] = given();
      const run = (name: string, inputs: Record<string, tf.Tensor>) =>
        tf.engine().runKernel(name, inputs, { epsilon }) as unknown as tf.Tensor[];
      const [y, mean, variance] = run('BatchNormTraining', { x, scale, offset }) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return [y, mean, variance, ...run('BatchNormTrainingGrad', { x, dy, scale, mean, variance })];
    });
    expect(actual.map((a) => a.shape)).toEqual(expected.map((a) => a.shape));
    actual.forEach(({ values }, r) => {
      values.forEach((value, i) => {
        expect(Math.abs(value - (expected[r]?.values[i] as number)), `result ${r} at ${i}`).toBeLessThan(
          2e-3,
        );
      });
    });
  });
});

describe('sums over the first axes', () => {
  it.each([
    [[4, 5, 6], 0, false],
    [[4, 5, 6], [0, 1], true],
    [[70_000, 3], 0, false],
    [[3, 700], [0], false],
    [[4, 5, 6], 1, false],
    [[4, 5, 6], undefined, false],
  ] as const)('%j over %j', async (shape, axis, keepDims) => {
    await expectAgreement(() =>
      tf.sum(tf.randomUniform([...shape], -1, 1, 'float32', 3), axis as number[] | undefined, keepDims),
    );
  });
});

it('the gradients of Relu and Relu6 are tfjs’s', async () => {
  await expectAgreement(() => {
    const x = tf.tensor1d([-1, 0, 0.5, 6, 7]);
    const dy = tf.tensor1d([1, 2, 3, 4, 5]);
    return [tf.grad((a) => tf.relu(a))(x, dy), tf.grad((a) => tf.relu6(a))(x, dy)];
  });
});

describe('the gradients of pools', () => {
  test.prop(
    [
      fc.record({
        batch: fc.integer({ min: 1, max: 3 }),
        height: fc.integer({ min: 3, max: 9 }),
        width: fc.integer({ min: 3, max: 9 }),
        channels: fc.constantFrom(1, 3, 8),
        filter: fc.constantFrom(1, 2, 3),
        stride: fc.constantFrom(1, 2, 3),
        pad: fc.constantFrom('same' as const, 'valid' as const),
        seed: fc.integer({ min: 0, max: 1000 }),
      }),
    ],
    { numRuns: 12 },
  )('are those of tfjs on the CPU', async (c) => {
    await expectAgreement(() => {
      const shape = [c.batch, c.height, c.width, c.channels] as [number, number, number, number];
      const x = tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', c.seed);
      return [tf.maxPool, tf.avgPool].map((pool) =>
        tf.grad((images) => tf.sum(tf.square(pool(images as tf.Tensor4D, c.filter, c.stride, c.pad))))(x),
      );
    });
  });

  it('the greatest value that comes first gets the gradient, as in PyTorch', async () => {
    await tf.setBackend(BACKEND_NAME);
    const dx = tf.tidy(() => {
      const x = tf.ones([1, 4, 4, 1]) as tf.Tensor4D;
      return tf.grad((images) => tf.maxPool(images as tf.Tensor4D, 2, 2, 'valid'))(x);
    });
    expect([...(await dx.data())]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    dx.dispose();
  });
});

describe('seeded dropout', () => {
  const generator = (seed: number, drawn: number) => tf.tensor1d([seed, drawn]);
  async function dropped(seed: number, drawn: number, whole = false) {
    await tf.setBackend(BACKEND_NAME);
    const inputs = { x: tf.ones([100, 8, 5]), generator: generator(seed, drawn) };
    const [y, next] = tf
      .engine()
      .runKernel('SeededDropout', inputs, { rate: 0.25, whole }) as unknown as tf.Tensor[];
    return { values: [...(await (y as tf.Tensor).data())], next: [...(await (next as tf.Tensor).data())] };
  }

  it('keeps three quarters, divided by that share, with another mask each time and for each seed', async () => {
    const [first, again, second, other] = [
      await dropped(7, 0),
      await dropped(7, 0),
      await dropped(7, 1),
      await dropped(8, 0),
    ];
    expect(new Set(first.values)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(Math.abs(first.values.filter(Boolean).length - 3000)).toBeLessThan(150);
    expect(first.next).toEqual([7, 1]);
    expect(again).toEqual(first);
    for (const { values } of [second, other]) {
      const same = values.filter((value, i) => value === first.values[i]).length;
      // As masks that know nothing of each other: 0.75² + 0.25².
      expect(Math.abs(same / 4000 - 0.625)).toBeLessThan(0.05);
    }
  });

  it('drops an image as a whole if asked', async () => {
    const { values } = await dropped(7, 0, true);
    const images = Array.from({ length: 100 }, (_, i) => new Set(values.slice(40 * i, 40 * i + 40)));
    expect(images.every(({ size }) => size === 1)).toBe(true);
    expect(images.some((each) => each.has(0)) && images.some((each) => !each.has(0))).toBe(true);
  });

  it('has the gradient of its mask', async () => {
    await tf.setBackend(BACKEND_NAME);
    const run = (x: tf.Tensor) => {
      const inputs = { x, generator: generator(3, 5) };
      const results = tf.engine().runKernel('SeededDropout', inputs, { rate: 0.25, whole: false });
      return (results as unknown as tf.Tensor[])[0] as tf.Tensor;
    };
    const x = tf.ones([300]);
    const mask = [...(await run(x).data())];
    expect([
      ...(await tf
        .grad((each) => tf.mul(run(each), 2))(x)
        .data()),
    ]).toEqual(mask.map((value) => 2 * value));
  });
});
