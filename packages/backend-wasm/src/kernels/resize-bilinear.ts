import {
  type KernelConfig,
  ResizeBilinear,
  type ResizeBilinearAttrs,
  ResizeBilinearGrad,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';

/** Elements that a thread computes at once. */
const GRAIN = 8_192;

type Sampling = Pick<ResizeBilinearAttrs, 'alignCorners' | 'halfPixelCenters'>;

/** Writes, for each of `length` outputs, the two inputs that it lies between and the fraction of the way. */
function writeSamples(
  buffer: ArrayBufferLike,
  address: number,
  from: number,
  length: number,
  sampling: Sampling,
): void {
  const places = new Int32Array(buffer, address, length * 3);
  const fractions = new Float32Array(buffer, address, length * 3);
  const aligned = sampling.alignCorners && length > 1;
  const ratio = aligned ? (from - 1) / (length - 1) : from / length;
  for (let i = 0; i < length; i++) {
    const place = sampling.halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const first = Math.max(0, Math.floor(place));
    places[3 * i] = first;
    places[3 * i + 1] = Math.min(from - 1, Math.ceil(place));
    fractions[3 * i + 2] = place - first;
  }
}

type Shape = [batch: number, height: number, width: number, channels: number];

function resize(
  backend: WasmBackend,
  kernel: 'resizeBilinear' | 'resizeBilinearGradient',
  source: TensorInfo,
  output: TensorInfo,
  [batch, height, width, channels]: Shape,
  [, outHeight, outWidth]: Shape,
  sampling: Sampling,
): TensorInfo {
  const { memory } = backend.native;
  const from = backend.address(source);
  const to = backend.address(output);
  const rows = backend.temporary((outHeight + outWidth) * 12);
  const columns = rows + outHeight * 12;
  writeSamples(memory.buffer, rows, height, outHeight, sampling);
  writeSamples(memory.buffer, columns, width, outWidth, sampling);
  const [items, size] =
    kernel === 'resizeBilinear'
      ? [batch * outHeight, outWidth * channels]
      : [batch, outHeight * outWidth * channels];
  const geometry = [height, width, channels, outHeight, outWidth];
  backend.threads.run(kernel, items, Math.ceil(GRAIN / size), from, to, rows, columns, ...geometry);
  return output;
}

/** Unlike tfjs's, the gradient knows half pixel centres and images that are not square. */
export const resizeBilinearKernels: readonly KernelConfig[] = [
  defineKernel<{ images: TensorInfo }, ResizeBilinearAttrs>(ResizeBilinear, (backend, { images }, attrs) => {
    const shape = images.shape as Shape;
    const out: Shape = [shape[0], attrs.size[0], attrs.size[1], shape[3]];
    if (images.dtype !== 'float32' || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
      return undefined;
    return resize(backend, 'resizeBilinear', images, backend.output(out), shape, out, attrs);
  }),

  defineKernel<{ images: TensorInfo; dy: TensorInfo }, Sampling>(
    ResizeBilinearGrad,
    (backend, { images, dy }, attrs) => {
      const [shape, out] = [images.shape as Shape, dy.shape as Shape];
      if (!allFloat(images, dy) || util.sizeFromShape(shape) * util.sizeFromShape(out) === 0)
        return undefined;
      if (shape[0] !== out[0] || shape[3] !== out[3]) return undefined;
      return resize(backend, 'resizeBilinearGradient', dy, backend.output(shape), shape, out, attrs);
    },
  ),
];
