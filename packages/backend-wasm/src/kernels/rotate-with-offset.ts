import {
  backend_util,
  type KernelConfig,
  RotateWithOffset,
  type RotateWithOffsetAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { ImageShape } from '../image/image-shape';
import { FILL, samplePixels, samplePixelsGradient } from '../image/sample-pixels';
import { defineKernel } from './define-kernel';
import { KernelInputError } from './kernel-input-error';

/** A kernel of this backend alone, for src/gradients.ts: { dy }, and the attributes of the rotation. */
export const ROTATE_WITH_OFFSET_GRAD = 'RotateWithOffsetGrad';

/** tfjs's value of a fourth channel outside of the image: opaque. */
const OPAQUE = 255;

type Rotation = Pick<RotateWithOffsetAttrs, 'radians' | 'center'>;

/** The pixels that those of the rotated image come from, as tfjs rounds them. */
function tableOf([, height, width]: ImageShape, { radians, center }: Rotation): Int32Array {
  const [centerX, centerY] = backend_util.getImageCenter(center, height, width);
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  return Int32Array.from({ length: height * width }, (_, i) => {
    const x = (i % width) - centerX;
    const y = Math.floor(i / width) - centerY;
    const column = Math.round(x * cos - y * sin + centerX);
    const row = Math.round(x * sin + y * cos + centerY);
    const inside = column >= 0 && column < width && row >= 0 && row < height;
    return inside ? row * width + column : FILL;
  });
}

function fillOf(value: RotateWithOffsetAttrs['fillValue'], channels: number): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    if (typeof value === 'number') return value;
    return channel === 3 ? OPAQUE : (value[channel] ?? Number.NaN);
  });
}

export const rotateWithOffsetKernels: readonly KernelConfig[] = [
  defineKernel<{ image: TensorInfo }, RotateWithOffsetAttrs>(
    RotateWithOffset,
    (backend, { image }, attrs) => {
      const shape = image.shape as ImageShape;
      if (image.dtype !== 'float32' || util.sizeFromShape(shape) === 0) return undefined;
      return samplePixels(backend, image, shape, tableOf(shape, attrs), fillOf(attrs.fillValue, shape[3]));
    },
  ),

  defineKernel<{ dy: TensorInfo }, Rotation>(ROTATE_WITH_OFFSET_GRAD, (backend, { dy }, attrs) => {
    const shape = dy.shape as ImageShape;
    if (dy.dtype !== 'float32' || shape.length !== 4) {
      throw new KernelInputError(
        ROTATE_WITH_OFFSET_GRAD,
        `dy: ${dy.dtype} of shape [${shape}]`,
        'float32 of shape [batch, height, width, channels]',
      );
    }
    if (util.sizeFromShape(shape) === 0) return backend.output(shape);
    return samplePixelsGradient(backend, dy, shape, tableOf(shape, attrs));
  }),
];
