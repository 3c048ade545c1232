import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { kernel } from '../kernel';
import { floatsOf, zeros } from '../views';

/**
 * Sends each gradient to the first maximum of its window, as tfjs cpu does. The kernel of tfjs-backend-wasm takes
 * the last one, and a wrong pixel where the whole window is negative.
 */
export const maxPoolGrad = kernel<'dy' | 'input' | 'output', MaxPoolGradAttrs>(
  MaxPoolGrad,
  ({ inputs: { dy, input }, attrs: { filterSize, strides, pad, dimRoundingMode }, backend }) => {
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
    const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
    const out = zeros(backend, input.shape);
    const x = floatsOf(backend, input);
    const from = floatsOf(backend, dy);
    const to = floatsOf(backend, out);
    let source = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let outRow = 0; outRow < outHeight; outRow++) {
        const top = outRow * strideHeight - padInfo.top;
        const firstRow = Math.max(0, top);
        const endRow = Math.min(inHeight, top + filterHeight);
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          const left = outColumn * strideWidth - padInfo.left;
          const firstColumn = Math.max(0, left);
          const endColumn = Math.min(inWidth, left + filterWidth);
          for (let k = 0; k < inChannels; k++, source++) {
            let largest = -Infinity;
            let target = -1;
            for (let row = firstRow; row < endRow; row++) {
              let at = ((image * inHeight + row) * inWidth + firstColumn) * inChannels + k;
              for (let column = firstColumn; column < endColumn; column++, at += inChannels) {
                if ((x[at] as number) > largest) {
                  largest = x[at] as number;
                  target = at;
                }
              }
            }
            if (target >= 0) to[target] = (to[target] as number) + (from[source] as number);
          }
        }
      }
    }
    return out;
  },
);
