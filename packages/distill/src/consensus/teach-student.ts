import { Training } from '../optimizers/training';
import { Random } from '../random';
import { refuseDivergedLoss, refuseDivergedStudent } from '../refuse-diverged';
import type { Place } from '../state';
import { estimateStatistics } from './align-expert';
import type { ConsensusEvent } from './consensus-event';
import type { ConsensusMemory } from './consensus-memory';
import type { ConsensusProgress } from './consensus-progress';
import { type ConsensusSettings, estimateOptions } from './consensus-settings';
import { consensusStep } from './consensus-step';
import { oneCycle } from './one-cycle';
import { ShuffledBatches } from './shuffled-batches';
import { type StatisticsShift, shifted } from './statistics-shift';
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
  const { student, iterations, batchSize, peakLearningRate, seed } = settings;
  const experience = memory.experiences - 1;
  const learningRate = oneCycle(peakLearningRate, iterations);
  const optimizer = settings.optimizer(student.variables, { learningRate });
  try {
    const from = place.from?.phase === 'training' ? place.from : undefined;
    if (from === undefined) await startStudent(memory, settings);
    const goals = studentGoals(memory.evidence.weighed(familiarity));
    const random = Random.seeded(seed, 'consensus', experience);
    const batches = new ShuffledBatches(memory.images.count, batchSize, random);
    const training = new Training(optimizer, batches, from);
    place.now = () => training.state();
    while (training.iteration < iterations) {
      const chosen = batches.next();
      const loss = await consensusStep(student, memory.images, goals, chosen, optimizer);
      training.iteration += 1;
      refuseDivergedLoss(loss, training.iteration, iterations);
      yield { type: 'step', experience, iteration: training.iteration, iterations, loss };
    }
    await shiftStatistics(memory, settings);
    refuseDivergedStudent(await student.weights());
  } finally {
    optimizer.dispose();
  }
}

/** Gives the student the weights that training starts from. */
async function startStudent(memory: ConsensusMemory, settings: ConsensusSettings): Promise<void> {
  const { student } = settings;
  memory.initial ??= await student.weights();
  const start = memory.start();
  student.setWeights(start ?? memory.initial);
  // Running statistics of a mean fit no model.
  if (start !== undefined) await estimateOwn(memory, settings);
}

/** Gives a student of aligned experts the statistics of the images that these were trained on, in place of those of the images it was taught on. */
async function shiftStatistics(memory: ConsensusMemory, settings: ConsensusSettings): Promise<void> {
  if (!isAligned(memory)) return;
  const own = await estimateOwn(memory, settings);
  if (own !== undefined) settings.student.runningStatistics?.write(shifted(own, memory.shift));
}

/** Whether all experts were aligned in whose mean the student starts. */
export function isAligned(memory: ConsensusMemory): memory is ConsensusMemory & { shift: StatisticsShift } {
  const { shift, mean } = memory;
  return shift !== undefined && shift.experts === mean?.experts && memory.start() !== undefined;
}

/** The student's running statistics, estimated from the images; undefined where it has none. */
async function estimateOwn({ images }: ConsensusMemory, settings: ConsensusSettings) {
  const { runningStatistics } = settings.student;
  return runningStatistics && estimateStatistics(runningStatistics, images, estimateOptions(settings));
}
