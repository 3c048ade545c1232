import {
  type KernelConfig,
  ResizeNearestNeighbor,
  type ResizeNearestNeighborAttrs,
  ResizeNearestNeighborGrad,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { ImageShape } from '../image/image-shape';
import { nearestPixels, type Sampling } from '../image/place';
import { samplePixels, samplePixelsGradient } from '../image/sample-pixels';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';

function tableOf(
  [, height, width]: ImageShape,
  [, outHeight, outWidth]: ImageShape,
  sampling: Sampling,
): Int32Array {
  const rows = nearestPixels(height, outHeight, sampling);
  const columns = nearestPixels(width, outWidth, sampling);
  return Int32Array.from(rows.flatMap((row) => columns.map((column) => row * width + column)));
}

/** Unlike tfjs's, the gradient is right for half pixel centres and images that are not square. */
export const resizeNearestNeighborKernels: readonly KernelConfig[] = [
  defineKernel<{ images: TensorInfo }, ResizeNearestNeighborAttrs>(
    ResizeNearestNeighbor,
    (backend, { images }, attrs) => {
      const shape = images.shape as ImageShape;
      const out: ImageShape = [shape[0], attrs.size[0], attrs.size[1], shape[3]];
      if (images.dtype !== 'float32' || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
        return undefined;
      return samplePixels(backend, images, out, tableOf(shape, out, attrs));
    },
  ),

  defineKernel<{ images: TensorInfo; dy: TensorInfo }, Sampling>(
    ResizeNearestNeighborGrad,
    (backend, { images, dy }, attrs) => {
      const [shape, out] = [images.shape as ImageShape, dy.shape as ImageShape];
      if (!allFloat(images, dy) || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
        return undefined;
      if (shape[0] !== out[0] || shape[3] !== out[3]) return undefined;
      return samplePixelsGradient(backend, dy, shape, tableOf(shape, out, attrs));
    },
  ),
];
