import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';
import { requireFloats } from './require-floats';

export interface SgdUpdateAttrs {
  learningRate: number;
  momentum: number;
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
}

export interface AdamUpdateAttrs {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** AdamW: the decay acts on the parameter, not on the gradient. */
  decoupled: boolean;
  /** 1 for the first step. */
  step: number;
}

/**
 * `SgdUpdate`: { parameter, gradient, velocity } to [parameter, velocity].
 *
 * `AdamUpdate`: { parameter, gradient, first, second } to [parameter, first, second].
 *
 * New tensors of the parameter's shape, computed in one pass as torch.optim.SGD, Adam and AdamW do (PyTorch 2.5). In SGD's
 * first step PyTorch's velocity is the gradient whatever the dampening: give a velocity of zeros and dampening 0.
 *
 * Every input is float32 and of the parameter's shape, or a KernelInputError is thrown.
 */
export const optimizerKernels: readonly KernelConfig[] = [
  defineKernel<Record<'parameter' | 'gradient' | 'velocity', TensorInfo>, SgdUpdateAttrs>(
    'SgdUpdate',
    (backend, { parameter, gradient, velocity }, attrs) => {
      const { shape } = parameter;
      requireFloats('SgdUpdate', {
        parameter: [parameter, shape],
        gradient: [gradient, shape],
        velocity: [velocity, shape],
      });
      const outputs = [backend.output(shape), backend.output(shape)];
      const addresses = [parameter, gradient, velocity, ...outputs].map((tensor) => backend.address(tensor));
      const { learningRate, momentum, dampening, weightDecay, nesterov } = attrs;
      const scalars = [-learningRate, momentum, 1 - dampening, weightDecay, Number(nesterov)];
      const size = util.sizeFromShape(shape);
      backend.threads.run('sgdUpdate', size, ELEMENT_GRAIN, ...addresses, ...scalars);
      return outputs;
    },
  ),

  defineKernel<Record<'parameter' | 'gradient' | 'first' | 'second', TensorInfo>, AdamUpdateAttrs>(
    'AdamUpdate',
    (backend, { parameter, gradient, first, second }, attrs) => {
      const { shape } = parameter;
      requireFloats('AdamUpdate', {
        parameter: [parameter, shape],
        gradient: [gradient, shape],
        first: [first, shape],
        second: [second, shape],
      });
      const outputs = [parameter, first, second].map(() => backend.output(shape));
      const addresses = [parameter, gradient, first, second, ...outputs].map((tensor) =>
        backend.address(tensor),
      );
      const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step } = attrs;
      const stepSize = learningRate / (1 - beta1 ** step);
      const correction = Math.sqrt(1 - beta2 ** step);
      const coupled = decoupled ? 0 : weightDecay;
      const shrink = decoupled ? 1 - learningRate * weightDecay : 1;
      const scalars = [stepSize, beta1, beta2, epsilon, correction, coupled, shrink];
      const size = util.sizeFromShape(shape);
      backend.threads.run('adamUpdate', size, ELEMENT_GRAIN, ...addresses, ...scalars);
      return outputs;
    },
  ),
];
