import {
  type TensorInfo,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { kernel } from '../kernel';
import { floatsOf, zeros } from '../views';

/** Adds each row of `x` to the row of the result that its segment id names: the gradient of gather. */
export const unsortedSegmentSum = kernel<'x' | 'segmentIds', UnsortedSegmentSumAttrs>(
  UnsortedSegmentSum,
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }): TensorInfo => {
    const rank = segmentIds.shape.length;
    const inner = x.shape.slice(rank);
    const width = util.sizeFromShape(inner);
    const out = zeros(backend, [numSegments, ...inner]);
    const ids = backend.typedArrayFromHeap(segmentIds);
    const from = floatsOf(backend, x);
    const to = floatsOf(backend, out);
    for (let row = 0; row < ids.length; row++) {
      const segment = ids[row] as number;
      if (segment < 0 || segment >= numSegments) continue;
      for (let k = 0; k < width; k++) {
        const at = segment * width + k;
        to[at] = (to[at] as number) + (from[row * width + k] as number);
      }
    }
    return out;
  },
);
