import { AvgPoolGrad, type AvgPoolGradAttrs, backend_util } from '@tensorflow/tfjs-core';
import { kernel } from '../kernel';
import { floatsOf, zeros } from '../views';

/**
 * Spreads each gradient evenly over its window. As in every backend of tfjs it divides by the window's size, even
 * where the window hangs over the edge.
 */
export const avgPoolGrad = kernel<'dy' | 'input', AvgPoolGradAttrs>(
  AvgPoolGrad,
  ({ inputs: { dy, input }, attrs: { filterSize, strides, pad }, backend }) => {
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
    const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
    const out = zeros(backend, input.shape);
    const from = floatsOf(backend, dy);
    const to = floatsOf(backend, out);
    const share = 1 / (filterHeight * filterWidth);
    let source = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let outRow = 0; outRow < outHeight; outRow++) {
        const top = outRow * strideHeight - padInfo.top;
        const firstRow = Math.max(0, top);
        const endRow = Math.min(inHeight, top + filterHeight);
        for (let outColumn = 0; outColumn < outWidth; outColumn++, source += inChannels) {
          const left = outColumn * strideWidth - padInfo.left;
          const firstColumn = Math.max(0, left);
          const endColumn = Math.min(inWidth, left + filterWidth);
          for (let row = firstRow; row < endRow; row++) {
            let target = ((image * inHeight + row) * inWidth + firstColumn) * inChannels;
            for (let column = firstColumn; column < endColumn; column++) {
              for (let k = 0; k < inChannels; k++) {
                to[target] = (to[target] as number) + (from[source + k] as number) * share;
                target++;
              }
            }
          }
        }
      }
    }
    return out;
  },
);
