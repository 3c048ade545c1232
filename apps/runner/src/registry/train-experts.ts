import type { EventStream } from '@exmodel/loggers';
import type { SharedConfig } from '../config/strategy-config';
import { expertsFolder, expertWork, prepareExperts } from '../pipeline/experts';
import { learnedExperiences } from '../pipeline/learned-experiences';
import { letSignalsIn } from '../pipeline/let-signals-in';
import { openStream } from '../pipeline/open-stream';
import { WorkMeter } from '../pipeline/work-meter';
import { checkWritable } from '../results/job-folder';
import { type ExpertSet, findExpertSet, registryOf } from './expert-set';

/** Trains the experts that an experiment would train, or finds them trained. */
export async function trainExperts(
  config: SharedConfig,
  backend: string,
  events: EventStream,
): Promise<ExpertSet> {
  const { benchmark, createExpertModel } = await openStream(config);
  const registry = registryOf(config.logdir);
  checkWritable(registry);
  const options = { config, benchmark, backend, createModel: createExpertModel, cache: registry };
  const learned = learnedExperiences(config, benchmark);
  const meter = new WorkMeter();
  meter.plan(learned.reduce((total, { index }) => total + expertWork(config, benchmark, index), 0));
  const training = prepareExperts(options);
  for (;;) {
    await letSignalsIn();
    const told = await training.next();
    if (told.done === true) {
      for (const { model } of told.value) model.dispose();
      return findExpertSet(expertsFolder(options), registry);
    }
    const event = told.value;
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
        total: learned.length,
        ...meter.add(event.work),
        ...(loss !== undefined && { values: { loss } }),
      });
    }
  }
}
