import { concatenateImages, type ImageBatch } from '@exmodel/distill';
import { imageGrid, selectForGrid } from '../storage/image-grid';
import { writeSamples } from '../storage/samples-file';
import type { StrategyRun } from './strategy-run';

/**
 * Keeps the images that a student learns from: each experience's in `samples/`, some of all so far in `samples.png`.
 *
 * @param shown images on the sheet already; those that are kept are added
 * @returns a function that keeps one experience's images and gives the path of the picture
 */
export function samplesKeeper({ store, folder, context: { benchmark } }: StrategyRun, shown: ImageBatch[]) {
  const sheet = `${folder}/samples.png`;
  return async (index: number, samples: ImageBatch): Promise<string> => {
    await writeSamples(store, `${folder}/samples`, index, samples);
    shown.push(selectForGrid(samples, benchmark.experiences.length));
    await store.writeWhole(sheet, imageGrid(concatenateImages(shown), benchmark.normalization));
    return store.pathOf(sheet);
  };
}
