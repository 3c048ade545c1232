import { createModel, type ModelOptions, ModelOptionsError } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { MergeError } from './merge-error';

/**
 * `createModel`, for the images of a merge.
 *
 * @param whose what messages call the model
 * @param advice for who gave it
 * @throws MergeError The architecture takes other images.
 */
export function modelForImages(
  name: string,
  options: ModelOptions,
  whose: string,
  advice: string,
): LayersModel {
  try {
    return createModel(name, options);
  } catch (error) {
    if (!(error instanceof ModelOptionsError && error.option === 'inputShape')) throw error;
    throw new MergeError(
      `${whose} (${name}) takes ${error.expected}, and --input, or another expert, says ${options.inputShape.join('x')}`,
      'experts and a student for images of one size and as many channels',
      advice,
    );
  }
}
