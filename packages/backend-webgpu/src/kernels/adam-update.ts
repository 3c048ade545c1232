import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

interface Attributes {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decoupled: boolean;
  readonly step: number;
}

/** A step of torch.optim.Adam or, `decoupled`, AdamW (PyTorch 2.5): gives the next parameter, first and second moment. */
export const adamUpdate = defineKernel(
  'AdamUpdate',
  (
    backend,
    {
      parameter,
      gradient,
      first,
      second,
    }: Readonly<Record<'parameter' | 'gradient' | 'first' | 'second', TensorInfo>>,
    { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step }: Attributes,
  ) => {
    const { shape } = parameter;
    const outputs = {
      nextParameter: backend.makeTensorInfo(shape, 'float32'),
      nextFirst: backend.makeTensorInfo(shape, 'float32'),
      nextSecond: backend.makeTensorInfo(shape, 'float32'),
    };
    forEachElement(backend, {
      name: 'AdamUpdate',
      inputs: { parameter, gradient, first, second },
      outputs,
      floats: {
        stepSize: learningRate / (1 - beta1 ** step),
        beta1,
        rest1: 1 - beta1,
        beta2,
        rest2: 1 - beta2,
        epsilon,
        correction2: Math.sqrt(1 - beta2 ** step),
        coupled: decoupled ? 0 : weightDecay,
        shrink: decoupled ? 1 - learningRate * weightDecay : 1,
      },
      each: `
        let g = gradient[i] + given.coupled * parameter[i];
        let m = given.beta1 * first[i] + given.rest1 * g;
        let v = given.beta2 * second[i] + given.rest2 * g * g;
        nextFirst[i] = m;
        nextSecond[i] = v;
        nextParameter[i] = given.shrink * parameter[i] - given.stepSize * m / (sqrt(v) / given.correction2 + given.epsilon);`,
    });
    return [outputs.nextParameter, outputs.nextFirst, outputs.nextSecond];
  },
);
