import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** The part of tfjs's cpu backend that a kernel needs. */
interface CpuBackend {
  data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  filterShape?: [number, number, number, number];
}

type Kernel = (
  inputs: Record<string, tf.TensorInfo>,
  attributes: ConvolutionAttributes,
  backend: CpuBackend,
) => tf.TensorInfo;

/**
 * Gives the cpu backend convolutions that sum in float64. tfjs's own sum in float32, wrongly enough to send a ReLU of
 * the golden ResNet (−4.6e-6 before it) to the other side, which moves gradients by a percent; and its filter
 * gradient takes half a minute where this one takes a second.
 */
export function useExactConvolutions(): void {
  replaceKernel('Conv2D', ({ x, filter }, attributes, backend) => {
    const geometry = geometryOf(x, (filter as tf.TensorInfo).shape, attributes);
    const { outChannels, inChannels, outShape } = geometry;
    const images = valuesOf(x, backend);
    const weights = Float64Array.from(valuesOf(filter, backend));
    const output = new Float32Array(tf.util.sizeFromShape(outShape));
    const sums = new Float64Array(outChannels);
    forEachPatch(geometry, (pixel, taps) => {
      sums.fill(0);
      for (const [input, tap] of taps) {
        for (let c = 0; c < inChannels; c++) {
          const value = images[input + c] as number;
          const row = (tap + c) * outChannels;
          for (let f = 0; f < outChannels; f++) (sums[f] as number) += value * (weights[row + f] as number);
        }
      }
      output.set(sums, pixel);
    });
    return backend.makeTensorInfo(outShape, 'float32', output);
  });

  replaceKernel('Conv2DBackpropFilter', ({ x, dy }, attributes, backend) => {
    const filterShape = attributes.filterShape as [number, number, number, number];
    const geometry = geometryOf(x, filterShape, attributes);
    const { outChannels, inChannels } = geometry;
    const images = valuesOf(x, backend);
    const gradient = valuesOf(dy, backend);
    const sums = new Float64Array(tf.util.sizeFromShape(filterShape));
    forEachPatch(geometry, (pixel, taps) => {
      for (const [input, tap] of taps) {
        for (let c = 0; c < inChannels; c++) {
          const value = images[input + c] as number;
          const row = (tap + c) * outChannels;
          for (let f = 0; f < outChannels; f++)
            (sums[row + f] as number) += value * (gradient[pixel + f] as number);
        }
      }
    });
    return backend.makeTensorInfo(filterShape, 'float32', Float32Array.from(sums));
  });
}

function replaceKernel(kernelName: string, kernel: Kernel): void {
  tf.unregisterKernel(kernelName, 'cpu');
  tf.registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel(
        inputs as Record<string, tf.TensorInfo>,
        attrs as unknown as ConvolutionAttributes,
        backend as CpuBackend,
      ),
  });
}

function geometryOf(
  x: tf.TensorInfo | undefined,
  filterShape: number[],
  { strides, pad }: ConvolutionAttributes,
) {
  type Shape = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(x?.shape as Shape, filterShape as Shape, strides, 1, pad);
}

function valuesOf(tensor: tf.TensorInfo | undefined, backend: CpuBackend): Float32Array {
  return backend.data.get(tensor?.dataId as object).values;
}

/** Calls `visit` with the offset of every output pixel and, per tap inside the image, [input offset, first filter row]. */
function forEachPatch(
  geometry: tf.backend_util.Conv2DInfo,
  visit: (pixel: number, taps: [number, number][]) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  let pixel = 0;
  for (let b = 0; b < batchSize; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, pixel += outChannels) {
        const taps: [number, number][] = [];
        for (let ky = 0; ky < filterHeight; ky++) {
          for (let kx = 0; kx < filterWidth; kx++) {
            const y = oy * strideHeight + ky - padInfo.top;
            const x = ox * strideWidth + kx - padInfo.left;
            if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
            taps.push([
              ((b * inHeight + y) * inWidth + x) * inChannels,
              (ky * filterWidth + kx) * inChannels,
            ]);
          }
        }
        visit(pixel, taps);
      }
    }
  }
}
