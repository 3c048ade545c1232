import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageBatch } from '../images';
import { requireTaken } from './require-classifier';

/** @throws RangeError when there are no images to do that with, `measure from`, or the model does not take them */
export function requireImages(model: LayersModel, { count, shape }: ImageBatch, use: string): void {
  if (count < 1)
    throw new RangeError(`no images were given to ${use}; it needs at least one. Give images of any kind.`);
  requireTaken(model, shape);
}
