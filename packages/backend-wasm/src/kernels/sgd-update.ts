import { ELEMENT_GRAIN } from '../threads/grain';
import { defineOnePassKernel } from './define-one-pass-kernel';

export const sgdUpdate = defineOnePassKernel(
  'SgdUpdate',
  ({ backend, size, inputs, outputs, attributes }) => {
    backend.threads.run('sgdUpdate', size, ELEMENT_GRAIN, {
      nextParameter: outputs.parameter,
      nextVelocity: outputs.velocity,
      rate: -attributes.learningRate,
      momentum: attributes.momentum,
      dampened: 1 - attributes.dampening,
      decay: attributes.weightDecay,
      nesterov: Number(attributes.nesterov),
      ...inputs,
    });
  },
);
