import type { Tensor4D } from '@tensorflow/tfjs-core';
import { imageSize, requireWholeBatch } from '../images';
import { requireNotNegative } from '../option-ranges';
import type { Random } from '../random';
import type { Augmentation } from './augmentation';
import { movePixels } from './move-pixels';
import { roundHalfEven } from './round-half-even';

/**
 * Turns about the centre by an angle that is uniform in ±`degrees`; the nearest pixel counts, what comes from
 * outside is 0: torchvision's `RandomRotation(degrees)`.
 *
 * @throws RangeError unless the degrees are finite and ≥ 0.
 */
export function rotation(degrees: number): Augmentation {
  requireNotNegative('degrees', degrees);
  const draw = (random: Random) => (2 * random.uniform() - 1) * degrees;
  return {
    together: (images, random) => rotated(images, draw(random)),
    each(batch, random) {
      requireWholeBatch(batch);
      const [height, width, channels] = batch.shape;
      const size = imageSize(batch.shape);
      const pixels = new Float32Array(batch.pixels.length);
      for (let image = 0; image < batch.count; image++) {
        const sources = rotationSources(height, width, draw(random));
        const start = image * size;
        for (let pixel = 0; pixel < sources.length; pixel++) {
          const source = sources[pixel] as number;
          if (source < 0) continue;
          const [to, from] = [start + pixel * channels, start + source * channels];
          for (let c = 0; c < channels; c++) pixels[to + c] = batch.pixels[from + c] as number;
        }
      }
      return { ...batch, pixels };
    },
  };
}

/** All images turned counter-clockwise by this angle in degrees: torchvision's `rotate` on tensors. */
export function rotated(images: Tensor4D, angle: number): Tensor4D {
  return movePixels(images, rotationSources(images.shape[1], images.shape[2], angle));
}

/**
 * For every pixel of the turned image the pixel that it comes from, −1 for outside. In float32, step by step as
 * PyTorch's affine grid and `grid_sample` do it, so that both round to the same pixel.
 */
function rotationSources(height: number, width: number, angle: number): Int32Array {
  const { fround } = Math;
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [fround(Math.cos(radians)), fround(Math.sin(radians))];
  const [xFromX, xFromY] = [fround(cos / (width / 2)), fround(-sin / (width / 2))];
  const [yFromX, yFromY] = [fround(sin / (height / 2)), fround(cos / (height / 2))];
  /** From [−1, 1] over the image's whole extent to the nearest pixel. */
  const nearest = (position: number, size: number) =>
    roundHalfEven(fround(fround(fround(position + 1) * size) - 1) / 2);
  const sources = new Int32Array(height * width).fill(-1);
  for (let row = 0; row < height; row++) {
    const y = row - height / 2 + 0.5;
    const [xOfRow, yOfRow] = [fround(y * xFromY), fround(y * yFromY)];
    for (let column = 0; column < width; column++) {
      const x = column - width / 2 + 0.5;
      const sourceColumn = nearest(fround(fround(x * xFromX) + xOfRow), width);
      const sourceRow = nearest(fround(fround(x * yFromX) + yOfRow), height);
      if (sourceColumn < 0 || sourceColumn >= width || sourceRow < 0 || sourceRow >= height) continue;
      sources[row * width + column] = sourceRow * width + sourceColumn;
    }
  }
  return sources;
}
