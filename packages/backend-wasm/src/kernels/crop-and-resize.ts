import {
  CropAndResize,
  type CropAndResizeAttrs,
  type CropAndResizeInputs,
  type KernelConfig,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import type { ImageShape } from '../image/image-shape';
import { between, cropPlaces, isOn } from '../image/place';
import { type BilinearSamples, sampleBilinear, sampleBilinearGradient } from '../image/sample-bilinear';
import { FILL, samplePixels, samplePixelsGradient, ZEROS } from '../image/sample-pixels';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';
import { KernelInputError } from './kernel-input-error';

/** A kernel of this backend alone, for src/gradients.ts: { dy, boxes, boxInd }, and the images' shape. */
export const CROP_AND_RESIZE_IMAGE_GRAD = 'CropAndResizeImageGrad';

export interface CropAndResizeImageGradAttrs {
  method: CropAndResizeAttrs['method'];
  imageShape: ImageShape;
}

interface Crop {
  /** Negative for a box of no image. */
  image: number;
  /** Places of the crop's rows and columns in the image. */
  rows: number[];
  columns: number[];
}

/** tfjs's boxes [y1, x1, y2, x2], from 0 to 1 over an image. */
function cropsOf(
  backend: WasmBackend,
  boxes: TensorInfo,
  boxInd: TensorInfo,
  [batch, height, width]: ImageShape,
  [cropHeight, cropWidth]: [number, number],
): Crop[] {
  const corners = backend.data.get(boxes.dataId).values as Float32Array;
  const indices = backend.data.get(boxInd.dataId).values as Int32Array;
  return Array.from({ length: boxes.shape[0] as number }, (_, i) => {
    const [y1, x1, y2, x2] = corners.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const index = indices[i] as number;
    return {
      image: index < batch ? index : -1,
      rows: cropPlaces(height, cropHeight, y1, y2),
      columns: cropPlaces(width, cropWidth, x1, x2),
    };
  });
}

function bilinearSamples(
  crops: readonly Crop[],
  [, height, width]: ImageShape,
  fill: number,
): BilinearSamples {
  return {
    images: Int32Array.from(crops, ({ image }) => image),
    tables: crops.map(({ rows, columns }) => ({
      rows: rows.map((place) => between(place, height)),
      columns: columns.map((place) => between(place, width)),
    })),
    fill,
  };
}

/** The nearest pixels, of all boxes' crops in all images. */
function nearestTable(crops: readonly Crop[], [, height, width]: ImageShape): Int32Array {
  return Int32Array.from(
    crops.flatMap(({ image, rows, columns }) =>
      rows.flatMap((row) =>
        columns.map((column) => {
          if (image < 0) return ZEROS;
          if (!isOn(row, height) || !isOn(column, width)) return FILL;
          return (image * height + Math.round(row)) * width + Math.round(column);
        }),
      ),
    ),
  );
}

export const cropAndResizeKernels: readonly KernelConfig[] = [
  defineKernel<CropAndResizeInputs, CropAndResizeAttrs>(
    CropAndResize,
    (backend, { image, boxes, boxInd }, { cropSize, method, extrapolationValue }) => {
      const shape = image.shape as ImageShape;
      const out: ImageShape = [boxes.shape[0] as number, ...cropSize, shape[3]];
      if (!allFloat(image, boxes) || boxInd.dtype !== 'int32') return undefined;
      if (util.sizeFromShape(shape) * util.sizeFromShape(out) === 0) return undefined;
      // NaN and infinite boxes are left to tfjs's cpu kernel.
      const corners = backend.data.get(boxes.dataId).values as Float32Array;
      if (!corners.every(Number.isFinite)) return undefined;
      const crops = cropsOf(backend, boxes, boxInd, shape, cropSize);
      if (method === 'bilinear') {
        return sampleBilinear(backend, image, out, bilinearSamples(crops, shape, extrapolationValue));
      }
      const fill = new Float32Array(shape[3]).fill(extrapolationValue);
      return samplePixels(backend, image, out, nearestTable(crops, shape), fill);
    },
  ),

  defineKernel<Record<'dy' | 'boxes' | 'boxInd', TensorInfo>, CropAndResizeImageGradAttrs>(
    CROP_AND_RESIZE_IMAGE_GRAD,
    (backend, { dy, boxes, boxInd }, { method, imageShape }) => {
      const [outputs, cropHeight, cropWidth, channels] = dy.shape as ImageShape;
      const fits =
        allFloat(dy, boxes) &&
        boxInd.dtype === 'int32' &&
        util.arraysEqual(boxes.shape, [outputs, 4]) &&
        util.arraysEqual(boxInd.shape, [outputs]) &&
        channels === imageShape[3];
      if (!fits) {
        throw new KernelInputError(
          CROP_AND_RESIZE_IMAGE_GRAD,
          [dy, boxes, boxInd].map(({ dtype, shape }) => `${dtype} [${shape}]`).join(', '),
          `dy: float32 [boxes, height, width, ${imageShape[3]}], boxes: float32 [boxes, 4], boxInd: int32 [boxes]`,
        );
      }
      if (util.sizeFromShape(dy.shape) * util.sizeFromShape(imageShape) === 0) {
        const output = backend.output(imageShape);
        backend.fillZeros(backend.address(output), util.sizeFromShape(imageShape));
        return output;
      }
      const crops = cropsOf(backend, boxes, boxInd, imageShape, [cropHeight, cropWidth]);
      return method === 'bilinear'
        ? sampleBilinearGradient(backend, dy, imageShape, bilinearSamples(crops, imageShape, 0))
        : samplePixelsGradient(backend, dy, imageShape, nearestTable(crops, imageShape));
    },
  ),
];
