import { Conv2DBackpropInput, type Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { type ConvInfo, convInfoOf, imagesPerChunk, isMatMul } from '../conv-geometry';
import { callBase, kernel } from '../kernel';
import { matMul } from '../mat-mul';
import { withTemporaries } from '../temporaries';
import { transpose } from '../transpose';
import { transposedFilter } from '../transposed-filter';
import { floatsOf, isEmpty, reshaped, zeros } from '../views';
import { withWindow } from '../window';

/** The gradient of conv2d in its images: one matrix product, a convolution, or products whose patches are added up. */
export const conv2dBackpropInput = kernel<'dy' | 'filter', Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const info = convInfoOf(attrs.inputShape, filter.shape, attrs);
    if (isEmpty(dy, filter)) return zeros(backend, attrs.inputShape);
    const { batchSize, outChannels, outHeight, outWidth } = info;
    const columns = info.filterHeight * info.filterWidth * info.inChannels;

    return withTemporaries(backend, (temporary) => {
      if (!isMatMul(info) && isCheaperAsConvolution(info)) {
        const group = columnsAtOnce(info);
        const turned = temporary(transposedFilter(backend, filter, group));
        const result = temporary(
          callBase('Conv2D', backend, { x: dy, filter: turned }, framing(info, group)),
        );
        return reshaped(result, info.inShape);
      }
      const turned = temporary(transpose(backend, reshaped(filter, [columns, outChannels]), [1, 0]));
      if (isMatMul(info)) {
        const pixels = batchSize * outHeight * outWidth;
        return reshaped(temporary(matMul(backend, dy, turned, pixels, outChannels, columns)), info.inShape);
      }
      const dx = temporary(zeros(backend, info.inShape));
      const chunk = imagesPerChunk(info);
      for (let image = 0; image < batchSize; image += chunk) {
        const images = Math.min(chunk, batchSize - image);
        const pixels = images * outHeight * outWidth;
        const start = image * outHeight * outWidth * outChannels;
        const patches = withWindow(backend, dy, start, [pixels, outChannels], (part) =>
          matMul(backend, part, turned, pixels, outChannels, columns),
        );
        addPatches(floatsOf(backend, patches), floatsOf(backend, dx), info, image, images);
        backend.disposeData(patches.dataId);
      }
      return dx;
    });
  },
);

/** dy framed with zeros, convolved to the size of the images: for stride 1. */
function framing({ filterHeight, filterWidth, padInfo }: ConvInfo, group: number): object {
  const frame = (size: number, before: number, after: number) => [size - 1 - before, size - 1 - after];
  const rows = frame(filterHeight, padInfo.top, padInfo.bottom);
  const columns = frame(filterWidth, padInfo.left, padInfo.right);
  return { strides: [1, group], dilations: 1, pad: [[0, 0], rows, columns, [0, 0]], dataFormat: 'NHWC' };
}

/** XNNPACK multiplies eight output channels at a time; what it does less is lost. */
const LANES = 8;

/** Neighbouring pixels to compute as channels of one, where images have fewer channels than there are lanes. */
function columnsAtOnce({ inChannels, inWidth }: ConvInfo): number {
  let group = Math.max(1, Math.floor(LANES / inChannels));
  while (inWidth % group !== 0) group--;
  return group;
}

/** In multiplications of XNNPACK: what adding one patch element to its pixel costs. */
const COST_OF_ADDING = 40;

/** Compares the multiplications, those of empty lanes included. Only stride 1 has the choice. */
function isCheaperAsConvolution(info: ConvInfo): boolean {
  const { inHeight, inWidth, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const { filterHeight, filterWidth, padInfo } = info;
  if (strideHeight !== 1 || strideWidth !== 1) return false;
  if (Math.max(padInfo.top, padInfo.bottom) >= filterHeight) return false;
  if (Math.max(padInfo.left, padInfo.right) >= filterWidth) return false;
  const lanes = (channels: number) => LANES * Math.ceil(channels / LANES);
  const group = columnsAtOnce(info);
  const taps = filterHeight * (filterWidth + group - 1);
  const convolution = ((inHeight * inWidth) / group) * taps * outChannels * lanes(group * inChannels);
  const patch = filterHeight * filterWidth * inChannels;
  return convolution <= outHeight * outWidth * (outChannels * lanes(patch) + COST_OF_ADDING * patch);
}

/** patches [images, outHeight, outWidth, fh, fw, channels], each added to where it was cut from dx, NHWC. */
function addPatches(
  patches: Float32Array,
  dx: Float32Array,
  info: ConvInfo,
  first: number,
  images: number,
): void {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const width = filterWidth * inChannels;
  let patch = 0;
  for (let image = first; image < first + images; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * strideHeight - padInfo.top;
      const begin = Math.max(0, -top);
      const end = Math.min(filterHeight, inHeight - top);
      for (let outColumn = 0; outColumn < outWidth; outColumn++, patch += filterHeight * width) {
        const left = outColumn * strideWidth - padInfo.left;
        const skipped = Math.max(0, -left);
        const run = Math.min(filterWidth, inWidth - left) * inChannels;
        for (let row = begin; row < end; row++) {
          const target = ((image * inHeight + top + row) * inWidth + left) * inChannels;
          const source = patch + row * width;
          for (let k = skipped * inChannels; k < run; k++) {
            dx[target + k] = (dx[target + k] as number) + (patches[source + k] as number);
          }
        }
      }
    }
  }
}
