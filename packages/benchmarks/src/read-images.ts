import type { Augmentation } from './augmentations/augmentation';
import { type ImageDataset, valuesPerImage } from './images/image-dataset';
import { type Normalization, requireNormalization } from './images/normalization';

/** How to vary the images of a batch. */
export interface AugmentOptions {
  /** Such as a benchmark's `trainAugmentation`; undefined leaves the images as they are, and draws nothing. */
  readonly augment: Augmentation | undefined;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * A batch of model input: float32 [indices.length, height, width, channels], row-major, (value / 255 − mean) / std
 * per channel, each step rounded to float32 as torchvision's ToTensor and Normalize do.
 *
 * @throws RangeError if an index is out of range, `normalization` is not for as many channels, or an image comes in another size.
 */
export function readImages(
  dataset: ImageDataset,
  indices: ArrayLike<number>,
  normalization: Normalization,
  augmentation?: AugmentOptions,
): Float32Array {
  const { augment, random } = augmentation ?? {};
  const channels = dataset.shape[2];
  const size = valuesPerImage(dataset.shape);
  const table = normalizedValues(normalization, channels);
  const batch = new Float32Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const original = dataset.pixels(indices[row] as number);
    const pixels = augment && random ? augment(original, dataset.shape, random) : original;
    if (pixels.length !== size) {
      throw new RangeError(
        `${augment ? 'augment' : dataset.name} gave ${pixels.length} values for an image of ${dataset.shape.join(' × ')}: ` +
          `expected ${size}. Make images of this shape.`,
      );
    }
    for (let channel = 0; channel < channels; channel++) {
      for (let from = channel, to = row * size + channel; from < size; from += channels, to += channels) {
        batch[to] = table[channel * 256 + (pixels[from] as number)] as number;
      }
    }
  }
  return batch;
}

/**
 * The labels of the same batch.
 *
 * @throws RangeError if an index is out of range.
 */
export function readLabels(dataset: ImageDataset, indices: ArrayLike<number>): Int32Array {
  return Int32Array.from(indices, (index) => dataset.label(index));
}

/**
 * The reverse: normalised values, channels innermost, as 8-bit pixels, rounded and clipped to 0 … 255. For showing
 * images that were synthesised in a model's input space.
 *
 * @throws RangeError if `normalization` has not a mean and a deviation for each channel, or `values` are no whole pixels.
 */
export function toPixels(values: Float32Array, normalization: Normalization): Uint8ClampedArray {
  const { mean, std } = normalization;
  const channels = Math.max(1, mean.length);
  requireNormalization(normalization, channels);
  if (values.length % channels !== 0) {
    throw new RangeError(
      `${values.length} values for ${channels} channels: expected a multiple of ${channels}. Give the normalization of these images.`,
    );
  }
  return Uint8ClampedArray.from(values, (value, i) => {
    const channel = i % channels;
    return 255 * (value * (std[channel] as number) + (mean[channel] as number));
  });
}

/** What each of the 256 pixel values becomes: 256 entries a channel. */
function normalizedValues(normalization: Normalization, channels: number): Float32Array {
  requireNormalization(normalization, channels);
  const { mean, std } = normalization;
  return Float32Array.from({ length: 256 * channels }, (_, i) => {
    const channel = Math.floor(i / 256);
    const centred = Math.fround(Math.fround((i % 256) / 255) - Math.fround(mean[channel] as number));
    return centred / Math.fround(std[channel] as number);
  });
}
