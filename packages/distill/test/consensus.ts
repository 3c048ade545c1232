import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import type { ConsensusEvent } from '../src/consensus/consensus-event';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import type { ConsensusOptions } from '../src/consensus/consensus-options';
import type { Expert } from '../src/expert';
import { blobs } from '../src/procedural/blobs';
import { paintImages } from '../src/procedural/paint-images';
import { polygons } from '../src/procedural/polygons';
import { bands, toyModel, toyShape, trainedToyModel } from './toy';

export const toyExpert = (...classes: number[]) =>
  expertFromLayersModel(trainedToyModel(bands(classes, 60)), { classes });
export const experts = [toyExpert(0, 1), toyExpert(2, 3)] as const;
export const images = paintImages({
  recipe: [
    [blobs, 1],
    [polygons, 1],
  ],
  shape: toyShape,
  normalization: { mean: [0.3], std: [0.4] },
  count: 300,
  seed: 1,
});
export const test = bands([0, 1, 2, 3], 200, 9);

/** Everything that is not a test's subject, with the model to look at. */
export function toy(changes: Partial<ConsensusOptions> = {}) {
  const model = toyModel();
  const options: ConsensusOptions = {
    student: studentFromLayersModel(model),
    images,
    iterations: 4,
    batchSize: 50,
    seed: 1,
    ...changes,
  };
  return { model, options, logits: (x: Parameters<Expert['logits']>[0]) => options.student.logits(x) };
}

export async function taken(events: AsyncGenerator<ConsensusEvent, void>): Promise<ConsensusEvent[]> {
  const all: ConsensusEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
export const weightsOf = async ({ student }: ConsensusOptions) =>
  (await student.weights()).map(({ values }) => values);

/** Queries all experts, then trains. */
export async function learned(options: ConsensusOptions, stream: readonly Expert[] = experts) {
  const learner = new ConsensusLearner(options);
  const events: ConsensusEvent[] = [];
  for (const expert of stream) events.push(...(await taken(learner.query(expert))));
  events.push(...(await taken(learner.train())));
  return { learner, events };
}
