import { matMul, reshape, type Tensor2D, type Tensor4D, tensor2d, transpose } from '@tensorflow/tfjs-core';
import { imageSize, requireWholeBatch } from '../images';
import { requireCount } from '../option-ranges';
import type { Random } from '../random';
import type { Augmentation } from './augmentation';
import { bilinearWeights, type InterpolationWeights } from './bilinear-weights';
import { roundHalfEven } from './round-half-even';
import type { Window } from './window';

export interface ResizedCropOptions {
  /** Least and greatest share of the image's area, > 0; default [0.8, 1]. */
  readonly scale?: readonly [number, number] | undefined;
  /** Least and greatest width / height, > 0; default [3/4, 4/3]. */
  readonly ratio?: readonly [number, number] | undefined;
}

/**
 * A random part of the image, resized bilinearly to size × size: torchvision's `RandomResizedCrop(size, scale,
 * ratio)` on tensors, with antialias (which changes nothing unless the part is larger than `size`).
 *
 * @throws RangeError when `size` is no whole number ≥ 1, or a range is not of two rising numbers above 0.
 */
export function resizedCrop(size: number, options: ResizedCropOptions = {}): Augmentation {
  const { scale = [0.8, 1], ratio = [3 / 4, 4 / 3] } = options;
  requireCount('size', size);
  requireRange('scale', scale);
  requireRange('ratio', ratio);
  return {
    together(images, random) {
      const [, height, width] = images.shape;
      return resizedBox(images, drawBox(height, width, scale, ratio, random), size);
    },
    each(batch, random) {
      requireWholeBatch(batch);
      const [height, width, channels] = batch.shape;
      const length = imageSize(batch.shape);
      const pixels = new Float32Array(batch.count * size * size * channels);
      for (let image = 0; image < batch.count; image++) {
        const { top, left, ...box } = drawBox(height, width, scale, ratio, random);
        const columns = bilinearWeights(box.width, size);
        const rows = bilinearWeights(box.height, size);
        const start = image * length + (top * width + left) * channels;
        // First along the rows, one row of the box after the other, as PyTorch does.
        const narrow = new Float32Array(box.height * size * channels);
        for (let row = 0; row < box.height; row++) {
          const from = batch.pixels.subarray(start + row * width * channels);
          interpolate(from, channels, columns, narrow.subarray(row * size * channels));
        }
        interpolate(narrow, size * channels, rows, pixels.subarray(image * size * size * channels));
      }
      return { ...batch, shape: [size, size, channels], pixels };
    },
  };
}

/** torchvision's choice: ten attempts to find a box within the image, then the largest centred one of a valid ratio. */
export function drawBox(
  height: number,
  width: number,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  random: Random,
): Window {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * between(...scale);
    const shape = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])));
    const box = {
      width: roundHalfEven(Math.sqrt(area * shape)),
      height: roundHalfEven(Math.sqrt(area / shape)),
    };
    if (box.width < 1 || box.width > width || box.height < 1 || box.height > height) continue;
    return {
      ...box,
      top: random.integer(height - box.height + 1),
      left: random.integer(width - box.width + 1),
    };
  }
  const box = {
    width: width / height > ratio[1] ? roundHalfEven(height * ratio[1]) : width,
    height: width / height < ratio[0] ? roundHalfEven(width / ratio[0]) : height,
  };
  return {
    ...box,
    top: Math.floor((height - box.height) / 2),
    left: Math.floor((width - box.width) / 2),
  };
}

/** This part of all images, resized to size × size: torchvision's `resized_crop`. Two matrix products. */
export function resizedBox(images: Tensor4D, { top, left, ...box }: Window, size: number): Tensor4D {
  const [, height, width] = images.shape;
  const columns = asMatrix(bilinearWeights(box.width, size), left, width);
  const rows = asMatrix(bilinearWeights(box.height, size), top, height);
  // Each turn brings the next axis to the end: [batch, channels, height, width], [batch, width, channels, height].
  const narrow = multiplyLast(turned(images), columns);
  return turned(multiplyLast(turned(narrow), rows));
}

const turned = (x: Tensor4D): Tensor4D => transpose(x, [0, 3, 1, 2]);

function multiplyLast(x: Tensor4D, matrix: Tensor2D): Tensor4D {
  const [a, b, c, last] = x.shape;
  const product = matMul(reshape(x, [a * b * c, last]) as Tensor2D, matrix);
  return reshape(product, [a, b, c, matrix.shape[1]]);
}

/** [inputs, outputs] of an axis on which the box begins at `offset`. */
function asMatrix({ first, taps, weights }: InterpolationWeights, offset: number, inputs: number): Tensor2D {
  const outputs = first.length;
  const matrix = new Float32Array(inputs * outputs);
  weights.forEach((weight, i) => {
    const output = Math.floor(i / taps);
    const input = offset + (first[output] as number) + (i % taps);
    if (weight !== 0) matrix[input * outputs + output] = weight;
  });
  return tensor2d(matrix, [inputs, outputs]);
}

/** Interpolates between rows of `width` values. */
function interpolate(
  values: Float32Array,
  width: number,
  { first, taps, weights }: InterpolationWeights,
  out: Float32Array,
): void {
  for (let output = 0; output < first.length; output++) {
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[output * taps + tap] as number;
      if (weight === 0) continue;
      const from = ((first[output] as number) + tap) * width;
      const to = output * width;
      for (let i = 0; i < width; i++) {
        out[to + i] = (out[to + i] as number) + weight * (values[from + i] as number);
      }
    }
  }
}

function requireRange(name: string, [low, high]: readonly [number, number]): void {
  if (low > 0 && low <= high && high < Number.POSITIVE_INFINITY) return;
  throw new RangeError(
    `${name} [${low}, ${high}] was given; it must be two finite numbers above 0, the lower one first. Correct the option.`,
  );
}
