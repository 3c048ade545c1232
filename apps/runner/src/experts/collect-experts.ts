import { learnedExperiences } from '../streams/learned-experiences';
import { follow } from '../teaching/follow';
import { type Reporting, reportProgress } from '../teaching/report-progress';
import type { ExpertsOptions } from './experts-options';
import { prepareExperts, type TrainedExpert } from './prepare-experts';
import { expertWork } from './train-expert';

/** Prepares a stream's experts and reports on it; work that the cache saves is removed from the meter's plan. */
export function collectExperts(options: ExpertsOptions, reporting: Reporting): Promise<TrainedExpert[]> {
  const { config, benchmark } = options;
  const { events, meter } = reporting;
  const { length: total } = learnedExperiences(config, benchmark);
  return follow(prepareExperts(options), (event) => {
    if (event.type === 'discarded') {
      const text = `the cached expert ${event.path} cannot be used and is trained again: ${event.reason}`;
      events.emit({ type: 'message', level: 'warning', text });
    } else if (event.type === 'ready') {
      if (event.fromCache) meter.drop(expertWork(config, benchmark, event.expert));
    } else {
      const { detail, expert, work, loss } = event;
      reportProgress(reporting, { phase: 'experts', detail, done: expert + 1, total, work, loss });
    }
  });
}
