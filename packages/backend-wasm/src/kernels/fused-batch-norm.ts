import { FusedBatchNorm, type FusedBatchNormAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';
import { isRowOf, rowwise } from '../rowwise';
import { withTemporaries } from '../temporaries';
import { floatsOf } from '../views';

const subtract = rowwise('Sub');
const multiply = rowwise('Multiply');
const add = rowwise('Add');

type Statistic = 'mean' | 'variance' | 'offset' | 'scale';

/** (x - mean)·scale/√(variance + ε) + offset for one value a channel, in three vectorised passes. */
export const fusedBatchNorm = kernel<'x' | Statistic, FusedBatchNormAttrs>(
  FusedBatchNorm,
  ({ inputs, attrs, backend }) => {
    const { x, mean, variance } = inputs;
    const { offset, scale }: Partial<Record<Statistic, TensorInfo>> = inputs;
    const statistics = [mean, variance, offset, scale].filter((tensor) => tensor != null);
    if (!statistics.every((row) => isRowOf(row, x))) return callBase(FusedBatchNorm, backend, inputs, attrs);
    return withTemporaries(backend, (temporary) => {
      const binary = (op: typeof add, a: TensorInfo, b: TensorInfo) =>
        temporary(op.kernelFunc({ inputs: { a, b }, backend, attrs: {} }) as TensorInfo);
      const factor = temporary(backend.makeOutput(mean.shape, 'float32'));
      const factors = floatsOf(backend, factor);
      const variances = floatsOf(backend, variance);
      const scales = scale && floatsOf(backend, scale);
      for (let k = 0; k < factors.length; k++) {
        factors[k] = (scales?.[k] ?? 1) / Math.sqrt((variances[k] as number) + attrs.varianceEpsilon);
      }
      const normalised = binary(multiply, binary(subtract, x, mean), factor);
      return offset ? binary(add, normalised, offset) : normalised;
    });
  },
);
