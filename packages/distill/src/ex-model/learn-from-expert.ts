import type { Expert } from '../expert';
import { Random } from '../random';
import type { DistillEvent } from './distill-event';
import { distillationStep } from './distillation-step';
import type { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions, MakeOptimizer } from './ex-model-options';
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
): AsyncGenerator<DistillEvent, void> {
  const { student, source, iterations, batchSize, seed } = options;
  const experience = memory.experiences;

  const samples = yield* prepareSamples(
    source,
    expert,
    experience,
    Random.seeded(seed, 'samples', experience),
  );
  if (samples !== undefined) yield { type: 'samples', experience, samples };

  const inherited = await startStudent(expert, memory, options);
  if (!inherited) {
    const optimizer = options.optimizer(student.variables);
    const random = Random.seeded(seed, 'training', experience);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const batch = withTasks(source.draw(batchSize, random), memory.tasks, random);
      const loss = await distillationStep(expert, batch, optimizer, memory, options);
      yield { type: 'step', experience, iteration, iterations, loss };
    }
  }

  await memory.endExperience(expert, student);
}
