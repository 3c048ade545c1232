import {
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  type UnsortedSegmentSumInputs,
  util,
} from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';

export const unsortedSegmentSum = defineKernel<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs>(
  UnsortedSegmentSum,
  (backend, { x, segmentIds }, { numSegments }) => {
    const rows = x.shape[0];
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return undefined;
    // One id a row: tfjs's cpu kernel broadcasts other ids, or throws its own error.
    if (rows === undefined || !util.arraysEqual(segmentIds.shape, [rows])) return undefined;
    const inner = util.sizeFromShape(x.shape.slice(1));
    const output = backend.output([numSegments, ...x.shape.slice(1)]);
    const grain = Math.max(16, Math.ceil(16_384 / Math.max(rows, 1) / 16) * 16);
    backend.threads.run('segmentSum', inner, grain, {
      source: backend.address(x),
      ids: backend.address(segmentIds),
      target: backend.address(output),
      rows,
      segments: numSegments,
      inner,
    });
    return output;
  },
);
