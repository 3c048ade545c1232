import type { ImageDataset } from '../images/image-dataset';
import { requireCount } from '../require-count';
import { PilResizer } from './pil-resizer';

/**
 * The same images, `height` × `width` pixels large, byte for byte as Pillow's bilinear filter with antialias makes
 * them (`torchvision.transforms.Resize` of a PIL image). Each read resizes anew: about 10 µs from 28 × 28 to 32 × 32.
 *
 * @throws RangeError if a side is not a positive integer
 */
export function resizeImages(dataset: ImageDataset, height: number, width: number): ImageDataset {
  requireCount('height', height);
  requireCount('width', width);
  const resizer = new PilResizer(dataset.shape, [height, width]);
  return {
    name: dataset.name,
    length: dataset.length,
    shape: [height, width, dataset.shape[2]],
    classCount: dataset.classCount,
    label: (index) => dataset.label(index),
    pixels: (index) => resizer.resize(dataset.pixels(index)),
  };
}
