import type { Expert, ImageShape } from '@exmodel/distill';
import { bestClass } from '@exmodel/distill/experts';
import { image, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { TeachContext } from './merge-source';
import { paint } from './paint';

/** Painted images on which experts are asked at both sizes. */
const asked = 64;

/**
 * The share of painted images for which each expert chooses the same class at full size and at that of the context, on which it teaches.
 *
 * @param batchSize images that go through an expert together
 */
export async function sizeAgreement(
  { experts, shape, normalization, seed }: Pick<TeachContext, 'experts' | 'shape' | 'normalization' | 'seed'>,
  full: ImageShape,
  batchSize: number,
): Promise<number[]> {
  const same = experts.map(() => 0);
  for (let first = 0; first < asked; first += batchSize) {
    const { count, pixels } = paint(
      { shape: full, normalization, seed },
      Math.min(batchSize, asked - first),
      first,
    );
    const images = tensor4d(pixels, [count, ...full]);
    const smaller = image.resizeBilinear(images, [shape[0], shape[1]], false, true);
    for (const [i, expert] of experts.entries()) {
      const [large, small] = [await chosen(expert, images), await chosen(expert, smaller)];
      same[i] = (same[i] as number) + large.filter((c, at) => c === small[at]).length;
    }
    images.dispose();
    smaller.dispose();
  }
  return same.map((count) => count / asked);
}

/** The class of the largest logit among the expert's own. */
async function chosen(expert: Expert, images: Tensor4D): Promise<number[]> {
  const rows = tidy(() => expert.logits(images));
  const values = await rows.array();
  rows.dispose();
  return values.map((row) => bestClass(row, expert.classes));
}
