import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { studentFromLayersModel } from '../../src/adapters/student-from-layers-model';
import { ConsensusLearner } from '../../src/consensus/consensus-learner';
import type { ConsensusState } from '../../src/consensus/consensus-state';
import type { Expert } from '../../src/expert';
import { selectImages } from '../../src/images';
import type { adam } from '../../src/optimizers/adam';
import { bands, toyModel, toyShape } from '../toy';
import type { Case } from './case';
import { experts } from './experts';
import { weightValues } from './weight-values';

const { labels: _, ...images } = bands([0, 1, 2, 3], 300, 5);

/** Has a kernel that is neither the first nor the last. */
export const deepModel = (): LayersModel =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [...toyShape] }),
      ...[8, 6, 4].map((units) =>
        layers.dense({ units, kernelInitializer: initializers.glorotUniform({ seed: units }) }),
      ),
    ],
  });

export function consensusCase(
  name: string,
  optimizer: typeof adam,
  {
    atEnd = false,
    makeModel = toyModel,
    theirs = experts,
  }: { atEnd?: boolean; makeModel?: () => LayersModel; theirs?: readonly Expert[] } = {},
): Case {
  return {
    name,
    start(state?: ConsensusState) {
      const model = makeModel();
      const student = studentFromLayersModel(model);
      const options = { student, images, optimizer, seed: 1, batchSize: 120, iterations: 4 };
      const learner =
        state === undefined ? new ConsensusLearner(options) : ConsensusLearner.restore(options, state);
      async function* learn() {
        const phase = state?.progress?.phase;
        const queried = state?.experiences ?? 0;
        if (atEnd) {
          for (const each of theirs.slice(queried)) yield* learner.query(each);
          if (phase !== undefined || queried < theirs.length) yield* learner.train();
          return weightValues(student);
        }
        if (phase === 'training') yield* learner.train();
        for (const [i, each] of theirs.slice(queried).entries()) {
          const isNew = i > 0 || phase !== 'query';
          if (queried + i === 1 && isNew) learner.addImages(selectImages(images, [3, 4, 5]));
          yield* learner.learn(each);
        }
        return weightValues(student);
      }
      return {
        events: learn(),
        state: () => learner.state(),
        dispose: () => void model.dispose(),
      };
    },
  };
}
