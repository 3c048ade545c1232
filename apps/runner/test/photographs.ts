import { type ImageDataset, readImages } from '@exmodel/benchmarks';
import { image, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

export interface Photographs {
  /** [count, 32, 32, 3], of −1 … 1. */
  readonly pixels: Float32Array;
  readonly labels: readonly number[];
}

/** The first photographs of each class, classes in turn. */
export function photographs(
  dataset: ImageDataset,
  classes: readonly number[],
  perClass: number,
): Photographs {
  const indices = classes.map((c) => {
    const own = Array.from({ length: dataset.length }, (_, i) => i).filter((i) => dataset.label(i) === c);
    return own.slice(0, perClass);
  });
  const order = Array.from({ length: perClass }, (_, i) => indices.map((own) => own[i] as number)).flat();
  const half = [0.5, 0.5, 0.5];
  return {
    pixels: readImages(dataset, order, { mean: half, std: half }),
    labels: order.map((i) => dataset.label(i)),
  };
}

/** Small images, enlarged as a browser does when they are put into the camera's square. */
export function enlarged(pixels: Float32Array, size: number, from: number, count: number): Tensor4D {
  const values = pixels.subarray(from * 3072, (from + count) * 3072);
  return tidy(() => image.resizeBilinear(tensor4d(values, [count, 32, 32, 3]), [size, size], false, true));
}
