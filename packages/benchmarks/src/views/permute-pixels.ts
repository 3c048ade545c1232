import type { ImageDataset } from '../images/image-dataset';

/**
 * The same images with their pixels moved: pixel `i` of the result, counted row by row, is pixel `permutation[i]`
 * of the original; channels stay together. Each read permutes anew.
 *
 * @throws RangeError if `permutation` does not have each pixel once.
 */
export function permutePixels(dataset: ImageDataset, permutation: readonly number[]): ImageDataset {
  const [height, width, channels] = dataset.shape;
  if (permutation.length !== height * width) {
    throw new RangeError(
      `A permutation of ${permutation.length} pixels for ${dataset.name}: expected ${height * width}, one entry a ` +
        'pixel. Draw it for the size of the images.',
    );
  }
  const seen = new Uint8Array(permutation.length);
  for (const [at, pixel] of permutation.entries()) {
    if (seen[pixel] !== 0) {
      throw new RangeError(
        `permutation[${at}] ${pixel}: expected each of 0 to ${permutation.length - 1} once. Correct the permutation.`,
      );
    }
    seen[pixel] = 1;
  }
  const source = Int32Array.from({ length: height * width * channels }, (_, i) => {
    const channel = i % channels;
    return (permutation[(i - channel) / channels] as number) * channels + channel;
  });
  return {
    name: dataset.name,
    length: dataset.length,
    shape: dataset.shape,
    classCount: dataset.classCount,
    label: (index) => dataset.label(index),
    pixels(index) {
      const original = dataset.pixels(index);
      const moved = new Uint8Array(source.length);
      for (let i = 0; i < moved.length; i++) moved[i] = original[source[i] as number] as number;
      return moved;
    },
  };
}
