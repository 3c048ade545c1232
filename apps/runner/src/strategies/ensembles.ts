import { type Ensemble, type Expert, entropyEnsemble, logitEnsemble } from '@exmodel/distill';
import { z } from 'zod';
import type { Keys, ValuesOf } from '../config/keys';
import type { TrainedExpert } from '../experts/prepare-experts';
import { arrayBytes } from '../teaching/array-bytes';
import { work } from '../teaching/work';
import { freeBaseline } from './factories/free-baseline';

const ensembleKeys = {
  ensemble_classes: z
    .enum(['all', 'own'])
    .default('all')
    .describe('(ours) outputs on which an expert counts: all, or those of its own classes'),
};

export const modelEnsemble = ensemble({
  name: 'model_ensemble',
  summary: 'the mean of the experts’ raw logits; all experts are needed at test time',
  keys: ensembleKeys,
  combine: (experts, config) => logitEnsemble(experts, config.ensemble_classes === 'own'),
});

export const entropyEnsembleBaseline = ensemble({
  name: 'entropy_ensemble',
  summary: 'the expert whose softmax has the lowest entropy; all experts are needed at test time',
  keys: {},
  combine: entropyEnsemble,
});

function ensemble<K extends Keys>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly keys: K;
  combine(experts: readonly Expert[], config: ValuesOf<K>): Ensemble;
}) {
  const { combine, ...names } = definition;
  return freeBaseline<K>({
    ...names,
    multiTask: true,
    evaluationWork: (index, { multiTask }) => (multiTask ? 1 : index + 1) * work.forward,
    create({ experts, config }) {
      let combined: Ensemble | undefined;
      let asked: readonly TrainedExpert[] = [];
      return {
        take(index) {
          asked = experts.slice(0, index + 1);
          combined = combine(asked, config);
        },
        logits(images, tasks) {
          if (combined === undefined)
            throw new Error(`${names.name} was asked before it learned; call learn first.`);
          return combined.logits(images, tasks);
        },
        async stateBytes() {
          const weights = asked.flatMap(({ model }) => model.getWeights());
          return arrayBytes(await Promise.all(weights.map((each) => each.data())));
        },
        dispose() {},
      };
    },
  });
}
