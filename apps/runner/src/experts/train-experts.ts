import type { EventStream } from '@exmodel/loggers';
import type { SharedConfig } from '../config/strategy-config';
import { folderStore } from '../storage/folder-store';
import { checkWritable } from '../storage/job-folder';
import { learnedExperiences } from '../streams/learned-experiences';
import { openStream } from '../streams/open-stream';
import { WorkMeter } from '../teaching/work-meter';
import { collectExperts } from './collect-experts';
import { expertsFolder } from './expert-recipe';
import { type ExpertSet, findExpertSet, registryFolder, registryOf } from './expert-set';
import { expertWork } from './train-expert';

/** Trains the experts of an experiment, or finds them in the cache. */
export async function trainExperts(
  config: SharedConfig,
  backend: string,
  events: EventStream,
): Promise<ExpertSet> {
  const { benchmark, createExpertModel } = await openStream(config);
  const registry = registryOf(config.logdir);
  await checkWritable(folderStore(config.logdir), registryFolder);
  const options = { config, benchmark, backend, createModel: createExpertModel, cache: registry };
  const learned = learnedExperiences(config, benchmark);
  const meter = new WorkMeter();
  meter.plan(learned.reduce((total, { index }) => total + expertWork(config, benchmark, index), 0));
  const experts = await collectExperts(options, { events, meter });
  for (const { model } of experts) model.dispose();
  return findExpertSet(expertsFolder(options), registry);
}
