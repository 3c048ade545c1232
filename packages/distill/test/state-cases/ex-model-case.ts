import { studentFromLayersModel } from '../../src/adapters/student-from-layers-model';
import { ExModelLearner } from '../../src/ex-model/ex-model-learner';
import type { ExModelOptions } from '../../src/ex-model/ex-model-options';
import type { ExModelState } from '../../src/ex-model/ex-model-state';
import type { Expert } from '../../src/expert';
import { toyModel } from '../toy';
import type { Case } from './case';
import { experts } from './experts';
import { weightValues } from './weight-values';

export function exModelCase(
  name: string,
  options: () => Omit<ExModelOptions, 'student' | 'learningRate'> & {
    readonly optimizer: NonNullable<ExModelOptions['optimizer']>;
  },
  { outputs = 4, stream = experts }: { outputs?: number; stream?: readonly Expert[] } = {},
): Case {
  return {
    name,
    async start(state?: ExModelState) {
      const model = toyModel(outputs);
      const student = studentFromLayersModel(model, outputs === 4 ? {} : { heads: 2 });
      const all = { ...options(), student };
      const learner =
        state === undefined ? new ExModelLearner(all) : await ExModelLearner.restore(all, state);
      async function* learn() {
        for (const each of stream.slice(state?.experiences)) yield* learner.learn(each);
        return weightValues(student);
      }
      return {
        events: learn(),
        state: () => learner.state(),
        dispose() {
          learner.dispose();
          model.dispose();
        },
      };
    },
  };
}
