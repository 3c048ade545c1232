import { ELEMENT_GRAIN } from '../threads/grain';
import { defineOnePassKernel } from './define-one-pass-kernel';

export const adamUpdate = defineOnePassKernel(
  'AdamUpdate',
  ({ backend, size, inputs, outputs, attributes }) => {
    const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step } = attributes;
    backend.threads.run('adamUpdate', size, ELEMENT_GRAIN, {
      nextParameter: outputs.parameter,
      nextFirst: outputs.first,
      nextSecond: outputs.second,
      stepSize: learningRate / (1 - beta1 ** step),
      beta1,
      beta2,
      epsilon,
      correction2: Math.sqrt(1 - beta2 ** step),
      coupled: decoupled ? 0 : weightDecay,
      shrink: decoupled ? 1 - learningRate * weightDecay : 1,
      ...inputs,
    });
  },
);
