import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { type ConvInfo, convInfoOf, imagesPerChunk, isMatMul } from '../conv-geometry';
import { callBase, kernel } from '../kernel';
import { matMul } from '../mat-mul';
import { withTemporaries } from '../temporaries';
import { transpose } from '../transpose';
import { floatsOf, isEmpty, reshaped, zeros } from '../views';
import { withWindow } from '../window';

/**
 * The gradient of conv2d in its filter, [fh, fw, inChannels, outChannels]. For stride 1 it is a convolution again:
 * images become channels, channels become images, the gradient of the output becomes the filter. Otherwise it is the
 * product of the images' patches with the gradient of the output, in chunks of images.
 */
export const conv2dBackpropFilter = kernel<'x' | 'dy', Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  ({ inputs: { x, dy }, attrs, backend }) => {
    const info = convInfoOf(x.shape, attrs.filterShape, attrs);
    if (isEmpty(x, dy)) return zeros(backend, attrs.filterShape);
    const { batchSize, inChannels, outChannels, outHeight, outWidth, inHeight, inWidth } = info;
    const rows = info.filterHeight * info.filterWidth * inChannels;

    return withTemporaries(backend, (temporary) => {
      if (isMatMul(info)) {
        const pixels = batchSize * outHeight * outWidth;
        const turned = temporary(transpose(backend, reshaped(x, [pixels, rows]), [1, 0]));
        return reshaped(temporary(matMul(backend, turned, dy, rows, pixels, outChannels)), info.filterShape);
      }
      if (info.strideHeight * info.strideWidth === 1) {
        const images = temporary(transpose(backend, x, [3, 1, 2, 0]));
        const filter = temporary(transpose(backend, dy, [1, 2, 0, 3]));
        const product = temporary(callBase('Conv2D', backend, { x: images, filter }, exchanged(info)));
        return temporary(transpose(backend, product, [1, 2, 0, 3]));
      }
      const planes =
        inChannels === 1
          ? x
          : temporary(transpose(backend, reshaped(x, [batchSize * inHeight * inWidth, inChannels]), [1, 0]));
      const chunk = imagesPerChunk(info);
      const patches = temporary(zeros(backend, [rows, chunk * outHeight * outWidth]));
      const gradient = temporary(zeros(backend, info.filterShape));
      for (let image = 0; image < batchSize; image += chunk) {
        const images = Math.min(chunk, batchSize - image);
        const pixels = images * outHeight * outWidth;
        copyPatches(floatsOf(backend, planes), floatsOf(backend, patches), info, image, images);
        const start = image * outHeight * outWidth * outChannels;
        const product = withWindow(backend, dy, start, [pixels, outChannels], (part) =>
          temporary(matMul(backend, patches, part, rows, pixels, outChannels)),
        );
        add(floatsOf(backend, product), floatsOf(backend, gradient));
      }
      return gradient;
    });
  },
);

/** The padding of the convolution itself, its images now the channels. */
function exchanged({ padInfo: { top, bottom, left, right } }: ConvInfo): object {
  return {
    strides: 1,
    dilations: 1,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dataFormat: 'NHWC',
  };
}

function add(from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + (from[i] as number);
}

/**
 * planes [inChannels, batch, height, width] -> patches [fh, fw, inChannels, images, outHeight, outWidth] of the images
 * from `first` on; zeros where a patch hangs over the edge.
 */
function copyPatches(
  planes: Float32Array,
  patches: Float32Array,
  info: ConvInfo,
  first: number,
  images: number,
) {
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  let target = 0;
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const shift = column - padInfo.left;
      const begin = Math.min(outWidth, Math.max(0, Math.ceil(-shift / strideWidth)));
      const end = Math.max(begin, Math.min(outWidth, Math.floor((inWidth - 1 - shift) / strideWidth) + 1));
      for (let channel = 0; channel < inChannels; channel++) {
        for (let image = first; image < first + images; image++) {
          const plane = (channel * batchSize + image) * inHeight;
          for (let outRow = 0; outRow < outHeight; outRow++, target += outWidth) {
            const inRow = outRow * strideHeight + row - padInfo.top;
            if (inRow < 0 || inRow >= inHeight) {
              patches.fill(0, target, target + outWidth);
              continue;
            }
            const source = (plane + inRow) * inWidth + shift;
            for (let i = 0; i < begin; i++) patches[target + i] = 0;
            for (let i = begin; i < end; i++)
              patches[target + i] = planes[source + i * strideWidth] as number;
            for (let i = end; i < outWidth; i++) patches[target + i] = 0;
          }
        }
      }
    }
  }
}
