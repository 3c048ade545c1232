import '../../test/setup';
import { expect, it } from 'vitest';
import { bands, toyModel, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import { StateUnavailableError } from '../state-unavailable-error';
import { ConsensusLearner } from './consensus-learner';

const expert = expertFromLayersModel(trainedToyModel(bands([0, 1], 20)), { classes: [0, 1] });
const { labels: _, ...images } = bands([0, 1, 2, 3], 300);

it('a state is refused while an event is awaited, and there between two events', async () => {
  const student = studentFromLayersModel(toyModel());
  const learner = new ConsensusLearner({ student, images, iterations: 3, batchSize: 50, seed: 1 });
  const phases = new Set<unknown>();
  const events = learner.learn(expert);
  for (;;) {
    const next = events.next();
    await expect(learner.state()).rejects.toBeInstanceOf(StateUnavailableError);
    const { done, value } = await next;
    phases.add((await learner.state()).progress?.phase);
    if (done === true || value?.type === 'learned') break;
  }
  expect([...phases]).toEqual(['query', 'training', undefined]);
});

it('a state can be taken again after work that was left midway, which has no progress', async () => {
  const student = studentFromLayersModel(toyModel());
  const learner = new ConsensusLearner({ student, images, iterations: 3, batchSize: 50, seed: 1 });
  const events = learner.query(expert);
  await events.next();
  await events.return();
  expect((await learner.state()).progress).toBeUndefined();
});
