import { updateKernels } from './update-kernels';

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
export const adamUpdate = updateKernels<'parameter' | 'gradient' | 'first' | 'second', Attributes>({
  name: 'AdamUpdate',
  next: { parameter: 'nextParameter', gradient: undefined, first: 'nextFirst', second: 'nextSecond' },
  // Step size, root of the second correction, and what is left of a parameter.
  rates: ({ learningRate, beta1, beta2, step, weightDecay, decoupled }) => [
    learningRate / (1 - beta1 ** step),
    Math.sqrt(1 - beta2 ** step),
    decoupled ? 1 - learningRate * weightDecay : 1,
  ],
  floats: ({ beta1, beta2, epsilon, weightDecay, decoupled }) => ({
    ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon },
    coupled: decoupled ? 0 : weightDecay,
  }),
  each: `
    let g = gradient[i] + given.coupled * parameter[i];
    let m = given.beta1 * first[i] + given.rest1 * g;
    let v = given.beta2 * second[i] + given.rest2 * g * g;
    nextFirst[i] = m;
    nextSecond[i] = v;
    nextParameter[i] = rates[2] * parameter[i] - rates[0] * m / (sqrt(v) / rates[1] + given.epsilon);`,
});
