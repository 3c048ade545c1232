import type { ImageDataset } from '../images/image-dataset';
import { padImages } from './pad-images';
import { resizeImages } from './resize-images';

/** How images get a chosen size: `pad` leaves them as they are in a black frame. */
export type ImageFit = 'resize' | 'pad';

/** The same images, `size` × `size` pixels large; as they are where that is their size. Each read makes them anew. */
export function fitImages(dataset: ImageDataset, size: number, fit: ImageFit = 'resize'): ImageDataset {
  if (dataset.shape[0] === size && dataset.shape[1] === size) return dataset;
  return fit === 'pad' ? padImages(dataset, size, size) : resizeImages(dataset, size, size);
}
