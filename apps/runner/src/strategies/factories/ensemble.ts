import type { Expert } from '@exmodel/distill';
import type { Ensemble } from '@exmodel/distill/averages';
import type { Keys, ValuesOf } from '../../config/keys';
import type { TrainedExpert } from '../../experts/prepare-experts';
import { arrayBytes } from '../../teaching/array-bytes';
import { work } from '../../teaching/work';
import type { StrategyDefinition } from '../strategy';
import { freeBaseline } from './free-baseline';

/** All experts together, at test time: `combine` makes one classifier of them. */
export function ensemble<K extends Keys>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly keys: K;
  combine(experts: readonly Expert[], config: ValuesOf<K>): Ensemble;
}): StrategyDefinition {
  const { combine, ...names } = definition;
  return freeBaseline<K>({
    ...names,
    multiTask: true,
    evaluationWork: (index, { multiTask }) => (multiTask ? 1 : index + 1) * work.forward,
    create({ experts, config }) {
      let combined: Ensemble | undefined;
      let queried: readonly TrainedExpert[] = [];
      return {
        take(index) {
          queried = experts.slice(0, index + 1);
          combined = combine(queried, config);
        },
        logits(images, tasks) {
          if (combined === undefined)
            throw new Error(`${names.name} was queried before it learned; call learn first.`);
          return combined.logits(images, tasks);
        },
        async stateBytes() {
          const weights = queried.flatMap(({ model }) => model.getWeights());
          return arrayBytes(await Promise.all(weights.map((each) => each.data())));
        },
        dispose() {},
      };
    },
  });
}
