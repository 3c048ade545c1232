import { sin, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../src/optimizers/optimizer';
import { Random } from '../../src/random';
import type { Case } from './case';

/** Kernels enough for Muon to have one of its own, and a bias; the gradient is the weights' sine. */
export function optimizerCase(
  name: string,
  make: (variables: readonly Variable[]) => Required<Optimizer>,
): Case {
  const shapes = [[3, 2], [2, 2, 2], [4, 3], [3], [3, 2]];
  interface State {
    readonly step: number;
    readonly weights: readonly Float32Array[];
    readonly optimizer: Awaited<ReturnType<Required<Optimizer>['state']>>;
  }
  return {
    name,
    start(state?: State) {
      const variables = shapes.map((shape, i) => {
        const size = shape.reduce((a, b) => a * b);
        const values = state?.weights[i] ?? Random.seeded(i).normals(size);
        return tidy(() => variable(tensor(values.slice(), shape)));
      });
      const optimizer = make(variables);
      if (state !== undefined) optimizer.restore(state.optimizer);
      let step = state?.step ?? 0;
      const weights = () =>
        Promise.all(variables.map(async (each) => (await each.data<'float32'>()).slice()));
      async function* steps() {
        while (step < 4) {
          tidy(() => optimizer.step(variables.map((each) => sin(each))));
          step += 1;
          yield step;
        }
        return weights();
      }
      return {
        events: steps(),
        state: async () => ({ step, weights: await weights(), optimizer: await optimizer.state() }),
        dispose() {
          optimizer.dispose();
          for (const each of variables) each.dispose();
        },
      };
    },
  };
}
