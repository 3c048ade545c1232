import { Training } from '../optimizers/training';
import { Random } from '../random';
import { refuseDivergedLoss, refuseDivergedStudent } from '../refuse-diverged';
import type { Place } from '../state';
import type { ConsensusEvent } from './consensus-event';
import type { ConsensusMemory } from './consensus-memory';
import type { ConsensusProgress } from './consensus-progress';
import type { ConsensusSettings } from './consensus-settings';
import { consensusStep, type FeatureGoals } from './consensus-step';
import { FeatureHead } from './feature-head';
import { featureCount } from './feature-sketch';
import { oneCycle } from './one-cycle';
import { ShuffledBatches } from './shuffled-batches';
import { studentGoals } from './student-goals';

/**
 * Trains the student on all evidence so far: from the mean of the experts' weights, or from its initial ones, with one cycle
 * of the optimizer.
 *
 * @param familiarity its weight in the evidence
 */
export async function* teachStudent(
  memory: ConsensusMemory,
  familiarity: number,
  settings: ConsensusSettings,
  place: Place<ConsensusProgress>,
): AsyncGenerator<ConsensusEvent, void> {
  const { student, iterations, batchSize, peakLearningRate, seed, trainingMode: training = true } = settings;
  const experience = Math.max(0, memory.experiences - 1);
  const learningRate = oneCycle(peakLearningRate, iterations);
  const from = place.from?.phase === 'training' ? place.from : undefined;
  const features = featureGoals(memory, settings, from?.featureHead);
  const variables = [...student.variables, ...(features?.head.variables ?? [])];
  const optimizer = settings.optimizer(variables, { learningRate });
  try {
    if (from === undefined) await startStudent(memory, settings);
    const goals = studentGoals(memory.evidence.weighed(familiarity));
    const random = Random.seeded(seed, 'consensus', experience);
    const batches = new ShuffledBatches(memory.images.count, batchSize, random);
    const steps = new Training(optimizer, batches, from);
    place.now = async () => ({
      ...(await steps.state()),
      ...(features && { featureHead: await features.head.state() }),
    });
    while (steps.iteration < iterations) {
      const chosen = batches.next();
      const loss = await consensusStep(
        { student, optimizer, training, features },
        memory.images,
        goals,
        chosen,
      );
      steps.iteration += 1;
      refuseDivergedLoss(loss, steps.iteration, iterations);
      yield { type: 'step', experience, iteration: steps.iteration, iterations, loss };
    }
    refuseDivergedStudent(await student.weights());
  } finally {
    optimizer.dispose();
    features?.head.dispose();
  }
}

/** Undefined where the experts' features do not count, or none are known. */
function featureGoals(
  { sketches, sharedImages: { shape } }: ConsensusMemory,
  { student, features: weight }: ConsensusSettings,
  from: readonly Float32Array[] | undefined,
): FeatureGoals | undefined {
  if (weight === 0 || sketches.length === 0) return undefined;
  const count = featureCount(student, shape);
  return count === undefined
    ? undefined
    : { head: new FeatureHead(count, sketches.length, from), sketches, weight };
}

/** Gives the student the weights that training starts from. */
async function startStudent(
  memory: ConsensusMemory,
  { student, afterAveraging }: ConsensusSettings,
): Promise<void> {
  memory.initial ??= await student.weights();
  const start = memory.start();
  student.setWeights(start ?? memory.initial);
  if (start !== undefined) await afterAveraging?.(memory.images);
}
