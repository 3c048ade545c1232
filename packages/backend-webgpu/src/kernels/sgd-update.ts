import { updateKernels } from './update-kernels';

interface Attributes {
  readonly learningRate: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** A step of torch.optim.SGD (PyTorch 2.5): gives the next parameter and velocity. */
export const sgdUpdate = updateKernels<'parameter' | 'gradient' | 'velocity', Attributes>({
  name: 'SgdUpdate',
  next: { parameter: 'nextParameter', gradient: undefined, velocity: 'nextVelocity' },
  rates: ({ learningRate }) => [learningRate],
  floats: ({ momentum, dampening, weightDecay, nesterov }) => ({
    ...{ momentum, dampened: 1 - dampening, weightDecay },
    nesterov: Number(nesterov),
  }),
  each: `
    let decayed = gradient[i] + given.weightDecay * parameter[i];
    let v = given.momentum * velocity[i] + given.dampened * decayed;
    nextVelocity[i] = v;
    nextParameter[i] = parameter[i] - rates[0] * select(v, decayed + given.momentum * v, given.nesterov == 1.0);`,
});
