import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** Adam as torch.optim.Adam (arXiv 1412.6980): ε is added to the bias-corrected root. */
export function adam(variables: readonly Variable[], options: AdamOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const zeros = () => tidy(() => variables.map((weights) => variable(zerosLike(weights), false)));
  const firstMoments = zeros();
  const secondMoments = zeros();
  let steps = 0;
  return {
    step(gradients) {
      steps += 1;
      const firstScale = learningRate / (1 - beta1 ** steps);
      const rootScale = 1 / Math.sqrt(1 - beta2 ** steps);
      variables.forEach((weights, i) => {
        const [first, second, gradient] = [firstMoments[i], secondMoments[i], gradients[i]];
        if (first === undefined || second === undefined || gradient === undefined) {
          throw new RangeError(`no gradient for variable ${i} of ${variables.length}`);
        }
        tidy(() => {
          first.assign(add(mul(first, beta1), mul(gradient, 1 - beta1)));
          second.assign(add(mul(second, beta2), mul(square(gradient), 1 - beta2)));
          const root = add(mul(sqrt(second), rootScale), epsilon);
          weights.assign(sub(weights, mul(div(first, root), firstScale)));
        });
      });
    },
    dispose() {
      for (const moment of [...firstMoments, ...secondMoments]) moment.dispose();
    },
  };
}
