import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ImageBatch, requireImages } from '../images';
import { refuseDivergedImages } from '../refuse-diverged';
import { requireTaken } from './require-classifier';

/**
 * @throws RangeError when there are no images or not as many as their count says, or the model does not take them
 * @throws DivergedError when they hold NaN or infinite values
 */
export function requireImagesFor(model: LayersModel, images: ImageBatch): void {
  requireImages(images);
  requireTaken(model, images.shape);
  refuseDivergedImages(images.pixels);
}
