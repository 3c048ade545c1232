import {
  Add,
  type BinaryInputs,
  Equal,
  Greater,
  GreaterEqual,
  type KernelConfig,
  Less,
  LessEqual,
  Maximum,
  Minimum,
  Multiply,
  NotEqual,
  Prelu,
  type PreluInputs,
  RealDiv,
  SquaredDifference,
  Sub,
} from '@tensorflow/tfjs-core';
import { binary, compare } from '../elementwise/binary';
import { BINARY_FUNCTIONS, COMPARISONS } from '../elementwise/functions';
import { defineKernel } from './define-kernel';

function binaryKernel(name: string, f: number): KernelConfig {
  return defineKernel<BinaryInputs, unknown>(name, (backend, { a, b }) => binary(backend, f, a, b));
}

/** Kernels of this backend alone, for src/gradients.ts: { a: the gradient, b: ReLU's output, or ReLU6's input }. */
export const RELU_GRAD = 'ReluGrad';
export const RELU6_GRAD = 'Relu6Grad';

function comparison(name: string, f: number): KernelConfig {
  return defineKernel<BinaryInputs, unknown>(name, (backend, { a, b }) => compare(backend, f, a, b));
}

export const binaryKernels: readonly KernelConfig[] = [
  binaryKernel(Add, BINARY_FUNCTIONS.add),
  binaryKernel(Maximum, BINARY_FUNCTIONS.maximum),
  binaryKernel(Minimum, BINARY_FUNCTIONS.minimum),
  binaryKernel(Multiply, BINARY_FUNCTIONS.multiply),
  binaryKernel(RealDiv, BINARY_FUNCTIONS.divide),
  binaryKernel(SquaredDifference, BINARY_FUNCTIONS.squaredDifference),
  binaryKernel(RELU_GRAD, BINARY_FUNCTIONS.reluGradient),
  binaryKernel(RELU6_GRAD, BINARY_FUNCTIONS.relu6Gradient),
  binaryKernel(Sub, BINARY_FUNCTIONS.subtract),
  defineKernel<PreluInputs, unknown>(Prelu, (backend, { x, alpha }) =>
    binary(backend, BINARY_FUNCTIONS.prelu, x, alpha),
  ),
  comparison(Equal, COMPARISONS.equal),
  comparison(Greater, COMPARISONS.greater),
  comparison(GreaterEqual, COMPARISONS.greaterEqual),
  comparison(Less, COMPARISONS.less),
  comparison(LessEqual, COMPARISONS.lessEqual),
  comparison(NotEqual, COMPARISONS.notEqual),
];
