import { arrayDataset, fitImages, readImages, toPixels } from '@exmodel/benchmarks';
import type { ImageBatch } from '@exmodel/distill';
import type { ImageFormat } from './image-kind';

/** Images of the shape that the data set's had, resized as these were; as they are where these were not. */
export function resizedAs({ resized, shape, normalization }: ImageFormat, images: ImageBatch): ImageBatch {
  if (resized === undefined || normalization === undefined) return images;
  const { count } = images;
  const dataset = arrayDataset({
    ...{ name: 'painted', shape: images.shape, classCount: 1, labels: new Int32Array(count) },
    pixels: new Uint8Array(toPixels(images.pixels, normalization).buffer),
  });
  const fitted = fitImages(dataset, shape[0], resized.fit);
  const indices = Array.from({ length: count }, (_, i) => i);
  return { shape, count, pixels: readImages(fitted, indices, normalization) };
}
