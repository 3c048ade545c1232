import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { geometryOf } from '../convolution/geometry';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/**
 * The gradient of a maximum pool. Of equal values in a window the first gets it, as on other backends and in PyTorch; with tfjs's own kernel it is
 * one of the others. An invocation looks at the windows that its pixel is in.
 */
export const maxPoolGrad = defineKernel(
  MaxPoolGrad,
  (backend, { dy, input }: Readonly<Record<'dy' | 'input', TensorInfo>>, attributes: MaxPoolGradAttrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const dx = backend.makeTensorInfo(shape, 'float32');
    forEachElement(backend, {
      name: MaxPoolGrad,
      inputs: { dy, images: input },
      outputs: { dx },
      integers: { channels: info.inChannels, ...geometryOf(info) },
      each: `
        let c = i % given.channels;
        let x = i / given.channels % given.inWidth + given.padLeft;
        let line = i / given.channels / given.inWidth;
        let y = line % given.inHeight + given.padTop;
        let image = line / given.inHeight;
        var total = 0.0;
        for (var row = firstWindow(y, given.filterHeight, given.strideHeight); row < given.outHeight && row * given.strideHeight <= y; row++) {
          for (var column = firstWindow(x, given.filterWidth, given.strideWidth); column < given.outWidth && column * given.strideWidth <= x; column++) {
            if (isFirstGreatest(i, image, row * given.strideHeight, column * given.strideWidth, y, x, c)) {
              total += dy[((image * given.outHeight + row) * given.outWidth + column) * given.channels + c];
            }
          }
        }
        dx[i] = total;`,
      functions: `
        fn firstWindow(place: u32, extent: u32, stride: u32) -> u32 {
          return select(0u, (place - extent) / stride + 1u, place >= extent);
        }
        fn isFirstGreatest(i: u32, image: u32, top: u32, left: u32, y: u32, x: u32, c: u32) -> bool {
          for (var py = max(top, given.padTop); py < min(top + given.filterHeight, given.inHeight + given.padTop); py++) {
            for (var px = max(left, given.padLeft); px < min(left + given.filterWidth, given.inWidth + given.padLeft); px++) {
              let other = images[((image * given.inHeight + py - given.padTop) * given.inWidth + px - given.padLeft) * given.channels + c];
              let isBefore = py < y || (py == y && px < x);
              if (other > images[i] || (isBefore && other == images[i])) { return false; }
            }
          }
          return true;
        }`,
    });
    return dx;
  },
);
