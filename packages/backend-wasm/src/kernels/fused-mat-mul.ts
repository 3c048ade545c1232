import { _FusedMatMul, type _FusedMatMulAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { fusedActivation } from '../elementwise/activation';
import { unaryAt } from '../elementwise/unary';
import { batchMultiply } from './batch-multiply';
import { defineKernel } from './define-kernel';

interface Inputs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo;
}

export const fusedMatMul = defineKernel<Inputs, _FusedMatMulAttrs>(
  _FusedMatMul,
  (backend, { a, b, bias }, attrs) => {
    const { transposeA, transposeB } = attrs;
    const activation = fusedActivation(attrs.activation, attrs.leakyreluAlpha);
    const columns = b.shape.at(transposeB ? -2 : -1);
    if (activation === undefined) return undefined;
    if (bias !== undefined && (bias.dtype !== 'float32' || util.sizeFromShape(bias.shape) !== columns))
      return undefined;
    const output = batchMultiply(backend, a, b, transposeA, transposeB, bias);
    if (output !== undefined && activation !== null) {
      const to = backend.address(output);
      unaryAt(backend, activation.f, to, to, util.sizeFromShape(output.shape), activation.p);
    }
    return output;
  },
);
