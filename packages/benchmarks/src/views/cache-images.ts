import { type ImageDataset, valuesPerImage } from '../images/image-dataset';

/**
 * The same images, each computed at most once: the first read of an image keeps a copy. Memory: the size of the
 * whole data set, reserved at the first read.
 */
export function cacheImages(dataset: ImageDataset): ImageDataset {
  const size = valuesPerImage(dataset.shape);
  const known = new Uint8Array(dataset.length);
  let store: Uint8Array | undefined;
  return {
    name: dataset.name,
    length: dataset.length,
    shape: dataset.shape,
    classCount: dataset.classCount,
    label: (index) => dataset.label(index),
    pixels(index) {
      store ??= new Uint8Array(dataset.length * size);
      if (known[index] !== 1) {
        store.set(dataset.pixels(index), index * size);
        known[index] = 1;
      }
      return store.subarray(index * size, (index + 1) * size);
    },
  };
}
