import type { ImageBatch } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { batchNormImages } from './images-at-once';
import { madeImages } from './made-images';
import type { MergeProgress, TeachContext } from './merge-source';
import { paint } from './paint';

/**
 * Estimates the student's batch norm again on images of the size that it will be given: it was taught on smaller ones, in which its layers see
 * other values. Not where it goes by the images of the experts' training, which were of that size.
 *
 * @param context its shape that of those images
 * @param batchSize images that go through the student together
 * @param given up to so many of the images that it learned from, in that size; default: painted ones
 */
export async function* normAtFullSize(
  model: LayersModel,
  context: Pick<TeachContext, 'shape' | 'normalization' | 'seed' | 'signal'>,
  batchSize: number,
  given?: (count: number) => Promise<ImageBatch>,
): AsyncGenerator<MergeProgress, void> {
  const make = (count: number, first: number) => paint(context, count, first);
  const images =
    (await given?.(batchNormImages)) ?? (yield* madeImages(context.shape, make, batchNormImages));
  const { signal } = context;
  await reestimateBatchNorm(model, images, { batchSize: Math.min(batchNormImages, batchSize), signal });
}
