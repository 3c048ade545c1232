import '../../test/setup';
import { fc, test } from '@fast-check/vitest';
import {
  add,
  grad,
  memory,
  moments,
  mul,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../random';
import { channelMoments } from './channel-moments';

const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })),
  fc.tuple(...[4, 5, 3, 4].map((max) => fc.integer({ min: 1, max }))),
) as fc.Arbitrary<number[]>;

describe('channelMoments are those of tfjs within 1e-5', () => {
  test.prop([shapes, fc.integer()])('value and gradient, for any shape', (shape, seed) => {
    const random = Random.seeded(seed);
    const channels = shape.at(-1) as number;
    const axes = shape.slice(1).map((_, axis) => axis);
    tidy(() => {
      const x = tensor(random.normals(shape.reduce((a, b) => a * b)), shape);
      const [a, b] = [tensor1d(random.normals(channels)), tensor1d(random.normals(channels))];
      const ours = channelMoments(x);
      const theirs = moments(x, axes);
      close(ours.mean, theirs.mean);
      close(ours.variance, theirs.variance);
      const weighted = ({ mean, variance }: { mean: Tensor; variance: Tensor }) =>
        sum(add(mul(mean, a), mul(variance, b)));
      close(
        grad((input) => weighted(channelMoments(input)))(x),
        grad((input) => weighted(moments(input, axes)))(x),
      );
    });
  });

  it('and leave nothing behind', () => {
    const x = tensor(Random.seeded(1).normals(24), [2, 3, 4]);
    const before = memory().numTensors;
    const gradient = grad((input) => sum(channelMoments(input).variance))(x);
    expect(memory().numTensors).toBe(before + 1);
    gradient.dispose();
    x.dispose();
  });
});

function close(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync<'float32'>();
  actual.dataSync<'float32'>().forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(wanted[i] as number)),
    );
  });
}
