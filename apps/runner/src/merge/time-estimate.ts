import { type ImageShape, type Student, takeTurn } from '@exmodel/distill';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { featuresOf, type Trunk } from './feature-images';
import { trainingStep } from './images-at-once';
import type { MakeImages } from './made-images';

const repetitions = 5;

/**
 * Milliseconds that a training step takes per image, measured now: forward and backward pass of the student, whose weights are
 * not changed. The fastest of a few steps, after a warm-up.
 *
 * @param batchSize images of a step
 * @throws AbortError
 */
export async function measureStep(
  student: Student,
  shape: ImageShape,
  batchSize: number,
  signal?: AbortSignal,
): Promise<number> {
  const pixels = new Float32Array(batchSize * shape[0] * shape[1] * shape[2]).map((_, i) => Math.sin(i));
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= repetitions; i++) {
    await takeTurn(signal);
    const began = performance.now();
    const loss = tidy(() => {
      const images = tensor4d(pixels, [batchSize, ...shape]);
      return trainingStep(student, images).value;
    });
    await loss.data();
    loss.dispose();
    if (i > 0) fastest = Math.min(fastest, (performance.now() - began) / batchSize);
  }
  return fastest;
}

/** Milliseconds that an image's features take, the image included: the second batch of two. */
export async function measureFeatures(trunk: Trunk, shape: ImageShape, make: MakeImages): Promise<number> {
  const images = Math.min(8, trunk.batchSize);
  let began = performance.now();
  for (let batch = 0; batch < 2; batch++) {
    began = performance.now();
    await featuresOf(trunk, shape, make(images, 0));
  }
  return (performance.now() - began) / images;
}
