import '../../test/setup';
import { fc, test as property } from '@fast-check/vitest';
import { grad, memory, mul, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { crossEntropySum } from './cross-entropy';

const row = (min: number, max: number) =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: 3, maxLength: 3 });
const logits = fc.tuple(row(-6, 6), row(-6, 6)).map((rows) => rows.flat());
/** Rows that sum to 1; hard labels among them. */
const distribution = fc.oneof(
  row(0.01, 1).map((weights) => weights.map((w) => w / weights.reduce((a, b) => a + b, 0))),
  fc.constantFrom([1, 0, 0], [0, 1, 0], [0, 0, 1]),
);
const distributions = fc.tuple(distribution, distribution).map((rows) => rows.flat());

/** The definition, in float64. */
function reference(z: readonly number[], p: readonly number[]): number {
  return z.reduce((total, x, i) => {
    const own = z.slice(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
    return total - (p[i] as number) * (x - Math.log(own.reduce((sum, y) => sum + Math.exp(y), 0)));
  }, 0);
}
const matrix = (values: readonly number[]) => tensor2d([...values], [2, 3]);

describe('crossEntropySum', () => {
  property.prop([logits, distributions])('is its definition, to 1e-5', (z, p) => {
    const value = tidy(() => crossEntropySum(matrix(z), matrix(p)).dataSync());
    expectAllclose(value, [reference(z, p)], { relative: 1e-5, absolute: 1e-5 });
  });

  property.prop([logits, distributions, fc.constantFrom(1, -2.5)])(
    'its gradient is that of finite differences (float64), to 1e-5',
    (z, p, scale) => {
      const gradient = tidy(() =>
        grad((x) => mul(crossEntropySum(x as Tensor2D, matrix(p)), scale))(matrix(z)).dataSync(),
      );
      const h = 1e-5;
      const differences = z.map((_, i) => {
        const at = (step: number) => reference(z.with(i, (z[i] as number) + step), p);
        return (scale * (at(h) - at(-h))) / (2 * h);
      });
      expectAllclose(gradient, differences, { absolute: 1e-5 });
    },
  );

  it('stays finite where softmax underflows', () => {
    const value = tidy(() =>
      crossEntropySum(matrix([500, -500, 0, 0, 0, 0]), matrix([1, 0, 0, 1, 0, 0])).dataSync(),
    );
    expectAllclose(value, [Math.log(3)], { relative: 1e-6 });
  });

  it('leaks nothing', () => {
    const [z, p] = [matrix([1, 2, 3, 4, 5, 6]), matrix([1, 0, 0, 0, 1, 0])];
    const before = memory().numTensors;
    grad((x) => crossEntropySum(x as Tensor2D, p))(z).dispose();
    expect(memory().numTensors).toBe(before);
  });
});
