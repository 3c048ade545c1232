import {
  type KernelConfig,
  ResizeBilinear,
  type ResizeBilinearAttrs,
  ResizeBilinearGrad,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { ImageShape } from '../image/image-shape';
import { bilinearPlaces, type Sampling } from '../image/place';
import { type BilinearSamples, sampleBilinear, sampleBilinearGradient } from '../image/sample-bilinear';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';

function samplesOf(
  [batch, height, width]: ImageShape,
  [, outHeight, outWidth]: ImageShape,
  sampling: Sampling,
): BilinearSamples {
  return {
    images: Int32Array.from({ length: batch }, (_, i) => i),
    tables: [
      {
        rows: bilinearPlaces(height, outHeight, sampling),
        columns: bilinearPlaces(width, outWidth, sampling),
      },
    ],
    fill: 0,
  };
}

/** Unlike tfjs's, the gradient is right for half pixel centres and images that are not square. */
export const resizeBilinearKernels: readonly KernelConfig[] = [
  defineKernel<{ images: TensorInfo }, ResizeBilinearAttrs>(ResizeBilinear, (backend, { images }, attrs) => {
    const shape = images.shape as ImageShape;
    const out: ImageShape = [shape[0], attrs.size[0], attrs.size[1], shape[3]];
    if (images.dtype !== 'float32' || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
      return undefined;
    return sampleBilinear(backend, images, out, samplesOf(shape, out, attrs));
  }),

  defineKernel<{ images: TensorInfo; dy: TensorInfo }, Sampling>(
    ResizeBilinearGrad,
    (backend, { images, dy }, attrs) => {
      const [shape, out] = [images.shape as ImageShape, dy.shape as ImageShape];
      if (!allFloat(images, dy) || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
        return undefined;
      if (shape[0] !== out[0] || shape[3] !== out[3]) return undefined;
      return sampleBilinearGradient(backend, dy, shape, samplesOf(shape, out, attrs));
    },
  ),
];
