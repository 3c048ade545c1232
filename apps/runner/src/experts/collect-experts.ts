import type { EventStream } from '@exmodel/loggers';
import { learnedExperiences } from '../streams/learned-experiences';
import { letSignalsIn } from '../teaching/let-signals-in';
import type { WorkMeter } from '../teaching/work-meter';
import type { ExpertsOptions } from './experts-options';
import { prepareExperts, type TrainedExpert } from './prepare-experts';
import { expertWork } from './train-expert';

/** Prepares a stream's experts and tells of it; work that the cache saves leaves the meter's plan. */
export async function collectExperts(
  options: ExpertsOptions,
  events: EventStream,
  meter: WorkMeter,
): Promise<TrainedExpert[]> {
  const { config, benchmark } = options;
  const { length: total } = learnedExperiences(config, benchmark);
  const making = prepareExperts(options);
  for (;;) {
    await letSignalsIn();
    const made = await making.next();
    if (made.done === true) return made.value;
    const event = made.value;
    if (event.type === 'discarded') {
      const text = `the cached expert ${event.path} cannot be used and is trained again: ${event.reason}`;
      events.emit({ type: 'message', level: 'warning', text });
    } else if (event.type === 'ready') {
      if (event.fromCache) meter.drop(expertWork(config, benchmark, event.expert));
    } else {
      const { detail, expert, loss } = event;
      events.emit({
        type: 'progress',
        phase: 'experts',
        detail,
        done: expert + 1,
        total,
        ...meter.add(event.work),
        ...(loss !== undefined && { values: { loss } }),
      });
    }
  }
}
