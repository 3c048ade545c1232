import { learnedExperiences } from '../streams/learned-experiences';
import { follow } from '../teaching/follow';
import { type Reporting, reportProgress } from '../teaching/report-progress';
import type { ExpertsOptions } from './experts-options';
import { ignoranceWarning } from './ignorant-experts';
import { prepareExperts, type TrainedExpert } from './prepare-experts';
import { expertWork } from './train-expert';

/**
 * Prepares a stream's experts and reports on it; work that the cache saves, or that a failure leaves, is removed from the meter's plan.
 * Warns of experts that have learned nothing.
 */
export async function collectExperts(
  options: ExpertsOptions,
  reporting: Reporting,
): Promise<TrainedExpert[]> {
  const { config, benchmark } = options;
  const { events, meter } = reporting;
  const learned = learnedExperiences(config, benchmark);
  const { length: total } = learned;
  const workOf = (expert: number) => expertWork(config, benchmark, expert);
  let workLeft = learned.reduce((sum, { index }) => sum + workOf(index), 0);
  try {
    const experts = await follow(prepareExperts(options), (event) => {
      if (event.type === 'discarded') {
        const text = `the cached expert ${event.path} cannot be used and is trained again: ${event.reason}`;
        events.emit({ type: 'message', level: 'warning', text });
      } else if (event.type === 'unusable') {
        events.emit({
          type: 'message',
          level: 'warning',
          text: `a checkpoint is passed over. ${event.reason}`,
        });
      } else if (event.type === 'mixed') {
        const text = `the experts ${event.set} may have learned from the validation images: they were not trained with validation_fraction ${config.validation_fraction}. What is chosen on these images favours what the experts know by heart.`;
        events.emit({ type: 'message', level: 'warning', text });
      } else if (event.type === 'resumed') {
        meter.drop(event.work);
        workLeft -= event.work;
        const text = `expert ${event.expert + 1} goes on after step ${event.step} of its training`;
        events.emit({ type: 'message', level: 'info', text });
      } else if (event.type === 'ready') {
        if (!event.fromCache) return;
        meter.drop(workOf(event.expert));
        workLeft -= workOf(event.expert);
      } else {
        const { detail, expert, work, loss } = event;
        workLeft -= work;
        reportProgress(reporting, { phase: 'experts', detail, done: expert + 1, total, work, loss });
      }
    });
    const warning = ignoranceWarning(experts, options);
    if (warning !== undefined) events.emit({ type: 'message', level: 'warning', text: warning });
    return experts;
  } catch (error) {
    meter.drop(Math.max(0, workLeft)); // The time left is that of the other jobs.
    throw error;
  }
}
