import { readFileSync } from 'node:fs';
import { type Tensor4D, tensor4d, tidy, transpose } from '@tensorflow/tfjs-core';

/** An array of a golden file: PyTorch's layout, row-major. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** PyTorch's [batch, channels, height, width] as [batch, height, width, channels]. */
export function nhwc(array: GoldenArray): Tensor4D {
  return tidy(() =>
    transpose(tensor4d([...array.data], array.shape as [number, number, number, number]), [0, 2, 3, 1]),
  );
}

/** PyTorch's [out, in, height, width] filter as [height, width, in, out]. */
export function hwio(array: GoldenArray): Tensor4D {
  return tidy(() =>
    transpose(tensor4d([...array.data], array.shape as [number, number, number, number]), [2, 3, 1, 0]),
  );
}
