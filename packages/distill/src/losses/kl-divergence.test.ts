import '../../test/setup';
import { fc, test as property } from '@fast-check/vitest';
import { grad, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { klDivergence } from './kl-divergence';

const [batch, outputs] = [3, 4] as const;
const all = [0, 1, 2, 3];
const logits = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), {
  minLength: batch * outputs,
  maxLength: batch * outputs,
});
const temperature = fc.constantFrom(0.5, 1, 2, 20);

interface Case {
  readonly z: readonly number[];
  readonly t: readonly number[];
  readonly seen?: readonly number[];
  readonly temperature?: number;
}
const matrix = (values: readonly number[]) => tensor2d([...values], [batch, outputs]);
const value = ({ z, t, seen = all, temperature }: Case): number =>
  tidy(() => klDivergence(temperature)(matrix(z), matrix(t), seen).dataSync()[0] as number);
const gradient = ({ z, t, seen = all, temperature }: Case): Float32Array =>
  tidy(() =>
    grad((x) => klDivergence(temperature)(x as Tensor2D, matrix(t), seen))(matrix(z)).dataSync<'float32'>(),
  );
const shifted = (values: readonly number[], shifts: readonly number[]) =>
  values.map((x, i) => x + (shifts[Math.floor(i / outputs)] as number));

/** The definition, in float64. */
function reference({ z, t, seen = all, temperature = 1 }: Case): number {
  const softmax = (row: readonly number[]) => {
    const powers = seen.map((c) => Math.exp((row[c] as number) / temperature));
    return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
  };
  let total = 0;
  for (let row = 0; row < batch; row++) {
    const q = softmax(z.slice(row * outputs));
    softmax(t.slice(row * outputs)).forEach((p, i) => {
      total += p * Math.log(p / (q[i] as number));
    });
  }
  return (temperature ** 2 * total) / batch;
}

describe('klDivergence', () => {
  property.prop([logits, logits, temperature, fc.subarray(all, { minLength: 1 })])(
    'is its definition, to 1e-4',
    (z, t, temperature, seen) => {
      const c = { z, t, temperature, seen };
      expectAllclose([value(c)], [reference(c)], {
        relative: 1e-4,
        absolute: 1e-4 * Math.max(1, temperature ** 2 / 50),
      });
    },
  );

  property.prop([logits, temperature])('is 0 with gradient 0 when the student agrees', (z, temperature) => {
    expectAllclose([value({ z, t: z, temperature })], [0], { absolute: 1e-6 * temperature ** 2 });
    expectAllclose(gradient({ z, t: z, temperature }), new Float32Array(12), {
      absolute: 1e-6 * temperature,
    });
  });

  property.prop([logits, logits, temperature])('is never negative', (z, t, temperature) => {
    expect(value({ z, t, temperature })).toBeGreaterThanOrEqual(-1e-6 * temperature ** 2);
  });

  property.prop([
    logits,
    logits,
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: batch, maxLength: batch }),
  ])('does not see a shift of a sample’s logits or targets', (z, t, shifts) => {
    const expected = value({ z, t });
    const close = { relative: 1e-4, absolute: 1e-5 };
    expectAllclose([value({ z: shifted(z, shifts), t })], [expected], close);
    expectAllclose([value({ z, t: shifted(t, shifts) })], [expected], close);
  });

  property.prop([logits, logits, logits])('only the classes seen count', (z, t, other) => {
    const seen = [0, 2];
    const mixed = (values: readonly number[]) =>
      values.map((x, i) => (seen.includes(i % outputs) ? x : (other[i] as number)));
    expect(value({ z: mixed(z), t: mixed(t), seen })).toBe(value({ z, t, seen }));
    const unseen = gradient({ z, t, seen }).filter((_, i) => !seen.includes(i % outputs));
    expect([...unseen].every((g) => g === 0)).toBe(true);
  });

  it('T² keeps the gradient’s scale: at high T it no longer depends on T (Hinton et al., section 2.1)', () => {
    const z = [1, -2, 3, 0, 2, 2, -1, 1, 0, 0, 4, -3];
    const t = [0, 1, 2, -1, -2, 3, 1, 0, 1, -4, 2, 2];
    const norm = (temperature: number) => Math.hypot(...gradient({ z, t, temperature }));
    expect(norm(100) / norm(50)).toBeCloseTo(1, 1);
    // Its limit: ((z − mean z) − (t − mean t)) / (outputs · batch).
    const limit = z.map((x, i) => {
      const row = Math.floor(i / outputs) * outputs;
      const mean = (values: readonly number[]) =>
        values.slice(row, row + outputs).reduce((a, b) => a + b) / outputs;
      return (x - mean(z) - ((t[i] as number) - mean(t))) / (outputs * batch);
    });
    expectAllclose(gradient({ z, t, temperature: 500 }), limit, { absolute: 5e-3 });
  });
});
