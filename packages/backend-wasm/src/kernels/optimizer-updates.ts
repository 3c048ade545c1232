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
      const nextParameter = backend.output(shape);
      const nextVelocity = backend.output(shape);
      backend.threads.run('sgdUpdate', util.sizeFromShape(shape), ELEMENT_GRAIN, {
        parameter: backend.address(parameter),
        gradient: backend.address(gradient),
        velocity: backend.address(velocity),
        nextParameter: backend.address(nextParameter),
        nextVelocity: backend.address(nextVelocity),
        rate: -attrs.learningRate,
        momentum: attrs.momentum,
        dampened: 1 - attrs.dampening,
        decay: attrs.weightDecay,
        nesterov: Number(attrs.nesterov),
      });
      return [nextParameter, nextVelocity];
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
      const nextParameter = backend.output(shape);
      const nextFirst = backend.output(shape);
      const nextSecond = backend.output(shape);
      const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step } = attrs;
      backend.threads.run('adamUpdate', util.sizeFromShape(shape), ELEMENT_GRAIN, {
        parameter: backend.address(parameter),
        gradient: backend.address(gradient),
        first: backend.address(first),
        second: backend.address(second),
        nextParameter: backend.address(nextParameter),
        nextFirst: backend.address(nextFirst),
        nextSecond: backend.address(nextSecond),
        stepSize: learningRate / (1 - beta1 ** step),
        beta1,
        beta2,
        epsilon,
        correction2: Math.sqrt(1 - beta2 ** step),
        coupled: decoupled ? 0 : weightDecay,
        shrink: decoupled ? 1 - learningRate * weightDecay : 1,
      });
      return [nextParameter, nextFirst, nextSecond];
    },
  ),
];
