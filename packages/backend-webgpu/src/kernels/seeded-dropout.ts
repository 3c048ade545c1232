import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/** By this name its gradient, and layers, run it. */
export const SEEDED_DROPOUT = 'SeededDropout';

export interface SeededDropoutAttributes {
  /** Share of the values that become 0, in [0, 1). */
  readonly rate: number;
  /** Whether all values of an image become 0 together. */
  readonly whole: boolean;
}

/**
 * Dropout whose mask follows from `generator`, [seed, masks drawn so far], both whole numbers below 2²⁴: the values that stay, divided by 1 − rate, and the next generator. No
 * random number comes from outside, so that a step with dropout can be repeated.
 */
export const seededDropout = defineKernel(
  SEEDED_DROPOUT,
  (
    backend,
    { x, generator }: Readonly<Record<'x' | 'generator', TensorInfo>>,
    { rate, whole }: SeededDropoutAttributes,
  ) => {
    const y = backend.makeTensorInfo(x.shape, 'float32');
    const next = backend.makeTensorInfo([2], 'float32');
    const together = whole ? util.sizeFromShape(x.shape.slice(1)) : 1;
    forEachElement(backend, {
      name: SEEDED_DROPOUT,
      inputs: { x, generator },
      outputs: { y },
      integers: { together },
      floats: { rate, scale: 1 / (1 - rate) },
      // Jarzynski and Olano, Hash Functions for GPU Rendering, 2020: PCG.
      functions: `
        fn mixed(value: u32) -> u32 {
          let state = value * 747796405u + 2891336453u;
          let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
          return (word >> 22u) ^ word;
        }`,
      each: `
        let stream = mixed(u32(generator[0]) ^ mixed(u32(generator[1])));
        let drawn = f32(mixed((i / given.together) ^ stream) >> 8u) / 16777216.0;
        y[i] = select(0.0, x[i] * given.scale, drawn >= given.rate);`,
    });
    forEachElement(backend, {
      name: `${SEEDED_DROPOUT}:next`,
      inputs: { generator },
      outputs: { next },
      each: 'next[i] = select(generator[0], (generator[1] + 1.0) % 16777216.0, i == 1u);',
    });
    return [y, next];
  },
);
