import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floatsOf, zeros } from './views';

/**
 * The filter [h, w, in, out] turned by 180 degrees, its channels exchanged, computing `group` neighbouring columns
 * at once: [h, w + group - 1, out, group·in], to be moved by `group` columns. The caller owns it.
 */
export function transposedFilter(backend: BackendWasm, filter: TensorInfo, group: number): TensorInfo {
  const [h, w, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const width = w + group - 1;
  const out = zeros(backend, [h, width, outChannels, group * inChannels]);
  const from = floatsOf(backend, filter);
  const to = floatsOf(backend, out);
  const step = group * inChannels;
  let source = 0;
  for (let row = h - 1; row >= 0; row--) {
    for (let column = w - 1; column >= 0; column--) {
      for (let i = 0; i < inChannels; i++, source += outChannels) {
        for (let member = 0; member < group; member++) {
          let target = (row * width + column + member) * outChannels * step + member * inChannels + i;
          for (let o = 0; o < outChannels; o++, target += step) to[target] = from[source + o] as number;
        }
      }
    }
  }
  return out;
}
