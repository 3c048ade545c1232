import { Random } from '../random';
import type { ConsensusEvent } from './consensus-event';
import type { ConsensusMemory } from './consensus-memory';
import type { ConsensusSettings } from './consensus-settings';
import { consensusStep } from './consensus-step';
import { oneCycle } from './one-cycle';
import { shuffledBatches } from './shuffled-batches';
import { studentGoals } from './student-goals';

/**
 * Trains the student on all evidence so far: from the mean of the experts' weights, or from its initial ones, with one cycle
 * of the optimizer.
 */
export async function* teachStudent(
  memory: ConsensusMemory,
  settings: ConsensusSettings,
): AsyncGenerator<ConsensusEvent, void> {
  const { student, iterations, batchSize, peakLearningRate, afterAveraging, seed } = settings;
  const experience = Math.max(0, memory.experiences - 1);
  const optimizer = settings.optimizer(student.variables, {
    learningRate: oneCycle(peakLearningRate, iterations),
  });
  try {
    memory.initial ??= await student.weights();
    const start = memory.start();
    student.setWeights(start ?? memory.initial);
    if (start !== undefined) await afterAveraging?.(memory.images);

    const goals = studentGoals(memory.evidence);
    const random = Random.seeded(seed, 'consensus', experience);
    const batches = shuffledBatches(memory.images.count, batchSize, random);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const loss = await consensusStep(student, memory.images, goals, batches.next().value, optimizer);
      yield { type: 'step', experience, iteration, iterations, loss };
    }
  } finally {
    optimizer.dispose();
  }
}
