import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

interface Attributes {
  readonly learningRate: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** A step of torch.optim.SGD (PyTorch 2.5): gives the next parameter and velocity. */
export const sgdUpdate = defineKernel(
  'SgdUpdate',
  (
    backend,
    { parameter, gradient, velocity }: Readonly<Record<'parameter' | 'gradient' | 'velocity', TensorInfo>>,
    { learningRate, momentum, dampening, weightDecay, nesterov }: Attributes,
  ) => {
    const { shape } = parameter;
    const outputs = {
      nextParameter: backend.makeTensorInfo(shape, 'float32'),
      nextVelocity: backend.makeTensorInfo(shape, 'float32'),
    };
    forEachElement(backend, {
      name: 'SgdUpdate',
      inputs: { parameter, gradient, velocity },
      outputs,
      integers: { nesterov: Number(nesterov) },
      floats: { learningRate, momentum, dampened: 1 - dampening, weightDecay },
      each: `
        let decayed = gradient[i] + given.weightDecay * parameter[i];
        let v = given.momentum * velocity[i] + given.dampened * decayed;
        nextVelocity[i] = v;
        nextParameter[i] = parameter[i] - given.learningRate * select(v, decayed + given.momentum * v, given.nesterov == 1u);`,
    });
    return [outputs.nextParameter, outputs.nextVelocity];
  },
);
