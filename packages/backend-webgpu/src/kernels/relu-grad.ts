import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/** By these names the gradients of Relu and Relu6 run them. */
export const RELU_GRAD = 'ReluGrad';
export const RELU6_GRAD = 'Relu6Grad';

/** The gradient `a` where `b`, the input or the output, is between the bends, 0 elsewhere. */
function reluGradient(kernelName: string, passes: string) {
  return defineKernel(kernelName, (backend, { a, b }: Readonly<Record<'a' | 'b', TensorInfo>>) => {
    const gradient = backend.makeTensorInfo(a.shape, 'float32');
    const each = `gradient[i] = select(0.0, a[i], ${passes});`;
    forEachElement(backend, { name: kernelName, inputs: { a, b }, outputs: { gradient }, each });
    return gradient;
  });
}

export const reluGradientKernels = [
  reluGradient(RELU_GRAD, 'b[i] > 0.0'),
  reluGradient(RELU6_GRAD, 'b[i] > 0.0 && b[i] <= 6.0'),
];
