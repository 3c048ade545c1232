import type { Expert } from '../expert';
import { requireImages } from '../images';
import { Training } from '../optimizers/training';
import { Random } from '../random';
import { refuseDivergedLoss, refuseDivergedTeaching } from '../refuse-diverged';
import type { Place } from '../state';
import type { DistillEvent } from './distill-event';
import { distillationStep } from './distillation-step';
import type { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions, MakeOptimizer } from './ex-model-options';
import type { ExModelProgress } from './ex-model-state';
import { prepareSamples } from './prepare-samples';
import { startStudent } from './start-student';
import { withTasks } from './with-tasks';

/**
 * One experience of ex-model distillation (arXiv 2112.06511): images for the new expert, then steps towards the logits of
 * two teachers, the expert and the student as it was before. The learner checks the expert, and frees the optimizer.
 */
export async function* learnFromExpert(
  expert: Expert,
  memory: ExModelMemory,
  options: ExModelOptions & { readonly optimizer: MakeOptimizer },
  place: Place<ExModelProgress>,
): AsyncGenerator<DistillEvent, void> {
  const { student, source, iterations, batchSize, seed } = options;
  const { from } = place;
  const experience = memory.experiences;

  if (from === undefined || from.phase === 'samples') {
    const samples = yield* prepareSamples(source, expert, experience, seed, place);
    if (samples !== undefined) yield { type: 'samples', experience, samples };
  }

  const inherited = from?.phase !== 'training' && (await startStudent(expert, memory, options));
  if (!inherited) {
    const random = Random.seeded(seed, 'training', experience);
    const optimizer = options.optimizer(student.variables);
    const training = new Training(optimizer, random, from?.phase === 'training' ? from : undefined);
    place.now = () => training.state();
    while (training.iteration < iterations) {
      const drawn = source.draw(batchSize, random);
      requireImages(drawn);
      const batch = withTasks(drawn, memory.tasks, random);
      const loss = await distillationStep(expert, batch, optimizer, memory, options);
      training.iteration += 1;
      if (!Number.isFinite(loss)) await refuseDivergedTeaching(expert, batch);
      refuseDivergedLoss(loss, training.iteration, iterations);
      yield { type: 'step', experience, iteration: training.iteration, iterations, loss };
    }
  }

  await memory.endExperience(expert, student);
}
