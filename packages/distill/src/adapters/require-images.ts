import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageBatch } from '../images';
import { refuseDivergedImages } from '../refuse-diverged';
import { requireTaken } from './require-classifier';

/**
 * @throws RangeError when there are no images to do that with, `measure from`, or the model does not take them
 * @throws DivergedError when they hold NaN or infinite values
 */
export function requireImages(model: LayersModel, { count, shape, pixels }: ImageBatch, use: string): void {
  if (count < 1)
    throw new RangeError(`no images were given to ${use}; it needs at least one. Give images of any kind.`);
  requireTaken(model, shape);
  refuseDivergedImages(pixels);
}
