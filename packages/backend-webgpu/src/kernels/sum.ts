import { Sum, type SumAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { columnSums } from './column-sums';
import { defineKernel } from './define-kernel';
import { tfjsKernel } from './tfjs-kernel';

/** Sums over the first axes, as the gradient of a bias is: tfjs would turn the tensor around first. All others are tfjs's. */
export const sum = defineKernel(
  Sum,
  (backend, inputs: Readonly<Record<'x', TensorInfo>>, attributes: SumAttrs) => {
    const { x } = inputs;
    const axes = util.parseAxisParam(attributes.axis, x.shape).sort((a, b) => a - b);
    const areFirst = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (x.dtype !== 'float32' || !areFirst || axes.length === 0 || util.sizeFromShape(x.shape) === 0) {
      return tfjsKernel(Sum, backend, inputs, attributes);
    }
    const kept = x.shape.slice(axes.length);
    const total = backend.makeTensorInfo(
      attributes.keepDims ? [...axes.map(() => 1), ...kept] : kept,
      'float32',
    );
    const channels = util.sizeFromShape(kept);
    columnSums(backend, {
      name: Sum,
      inputs: { x },
      outputs: { total },
      rows: util.sizeFromShape(x.shape) / channels,
      channels,
      terms: { sum: 'x[i]' },
      finish: 'total[i] = sum;',
    });
    return total;
  },
);
