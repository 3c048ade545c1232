import { backend_util, GatherV2, type GatherV2Attrs, type GatherV2Inputs, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';

export const gatherV2 = defineKernel<GatherV2Inputs, GatherV2Attrs>(
  GatherV2,
  (backend, { x, indices }, { axis, batchDims }) => {
    if ((x.dtype !== 'float32' && x.dtype !== 'int32') || indices.dtype !== 'int32' || batchDims)
      return undefined;
    const along = util.parseAxisParam(axis, x.shape)[0] as number;
    const size = x.shape[along] as number;
    const values = backend.data.get(indices.dataId).values as Int32Array;
    // tfjs's cpu kernel throws its own error.
    if (values.some((index) => index < 0 || index >= size)) return undefined;
    const info = backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, along, 0);
    const output = backend.output(info.outputShape, x.dtype);
    const rows = info.outerSize * values.length;
    backend.threads.run('gatherRows', rows, Math.ceil(ELEMENT_GRAIN / info.sliceSize), {
      source: backend.address(x),
      indices: backend.address(indices),
      target: backend.address(output),
      axis: size,
      count: values.length,
      inner: info.sliceSize,
    });
    return output;
  },
);
