import { matMul, type Tensor2D, type Tensor4D, tensor2d, tidy, zeros } from '@tensorflow/tfjs-core';
import type { ImageShape } from '../images';
import type { Random } from '../random';
import { scaleOf } from '../standardized';
import type { Rows } from './read-rows';

/** Values of a sketch. */
export const sketchSize = 64;

/** How many features an expert or a student tells of an image; undefined where it tells none. */
export function featureCount(
  model: { logitsAndFeatures?(images: Tensor4D): { features: Tensor2D } },
  shape: ImageShape,
): number | undefined {
  return tidy(() => model.logitsAndFeatures?.(zeros([1, ...shape])).features.shape[1]);
}

/**
 * Sketches of an expert's features: random projections to a few values, which keep the distances between images
 * (Johnson and Lindenstrauss). So a learner can remember the features of every expert for all of its images.
 */
export class FeatureSketch {
  readonly #projection: Tensor2D;

  constructor(features: number, random: Random) {
    this.#projection = tensor2d(random.normals(features * sketchSize), [features, sketchSize]);
  }

  /** [batch, features] → [batch, sketchSize] */
  of(features: Tensor2D): Tensor2D {
    return matMul(features, this.#projection);
  }

  dispose(): void {
    this.#projection.dispose();
  }
}

/**
 * The sketches, shifted and scaled: over the first `reference` images each value has mean 0, and all together variance 1, so that values
 * which vary more go on to count more.
 */
export function standardizedSketches({ values, width }: Rows, reference: number): Float32Array {
  const centred = values.slice();
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let i = 0; i < reference; i++) sum += values[i * width + column] as number;
    const mean = sum / reference;
    for (let at = column; at < values.length; at += width) centred[at] = (values[at] as number) - mean;
  }
  const { deviation } = scaleOf(centred.subarray(0, reference * width));
  return centred.map((value) => value / deviation);
}
