import type { Classifier } from '../teaching/classifier';
import { type Evaluation, evaluate } from '../teaching/evaluate';
import type { JobEvent, JobProgress } from './job-event';
import { testWork } from './job-work';
import type { PhaseTimes } from './phase-times';
import type { StrategyRun } from './strategy-run';

/** Tests the student on every experience, after it learned from experience `index`. */
export async function* testStudent(
  { definition, context: { benchmark } }: StrategyRun,
  student: Classifier,
  index: number,
  times: PhaseTimes,
): AsyncGenerator<JobProgress, Evaluation[]> {
  const evaluations: Evaluation[] = [];
  for (const experience of benchmark.experiences) {
    const testing = evaluate(student, experience, benchmark.normalization);
    let batch = await testing.next();
    for (; batch.done !== true; batch = await testing.next()) {
      times.count('evaluation');
      const work = batch.value.images * testWork(definition, index, benchmark);
      yield { type: 'progress', experience: index, detail: 'evaluation', work, loss: undefined };
    }
    evaluations.push(batch.value);
  }
  return evaluations;
}

/** A test within an experience is not in the plan of work, and must not look like speed. */
export async function* unplanned<Result>(
  testing: AsyncGenerator<JobProgress, Result>,
): AsyncGenerator<JobEvent, Result> {
  let event = await testing.next();
  for (; event.done !== true; event = await testing.next()) yield { ...event.value, work: 0 };
  return event.value;
}

/** Mean over all images of several evaluations. */
export function overImages(
  evaluations: readonly Pick<Evaluation, 'accuracy' | 'loss' | 'labels'>[],
  quantity: 'accuracy' | 'loss',
): number {
  const images = evaluations.reduce((total, { labels }) => total + labels.length, 0);
  return evaluations.reduce((sum, each) => sum + each[quantity] * each.labels.length, 0) / images;
}
