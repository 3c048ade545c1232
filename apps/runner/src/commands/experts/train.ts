import { EventStream, progressSink } from '@exmodel/loggers';
import type { Command } from 'commander';
import { neededExperts } from '../../experiments/needed-experts';
import { planSeries } from '../../experiments/series';
import type { ExpertSet } from '../../experts/expert-set';
import { expertSetsReport } from '../../experts/expert-sets-report';
import { trainExperts } from '../../experts/train-experts';
import { terminal } from '../../reports/renderers/terminal';
import { type BackendFlags, withBackendOptions } from '../shared/backend-option';
import { fittingBackend } from '../shared/fitting-backend';
import { loadExperiment } from '../shared/load-experiment';
import { setOption } from '../shared/set-option';

export function defineTrain(experts: Command, { quickstart }: { readonly quickstart: string }): void {
  const command = experts
    .command('train')
    .description('train the experts of an experiment, and nothing else')
    .argument('[file]', 'experiment in YAML', quickstart)
    .addOption(setOption());
  withBackendOptions(command).action(train);
}

/** `exmodel experts train FILE`: trains those experts of an experiment, of all its seeds, that are not in the cache, and nothing else. */
async function train(file: string, flags: BackendFlags & { readonly set: readonly string[] }): Promise<void> {
  const { config, placeOf } = loadExperiment(file, flags);
  const planned = planSeries(config);
  const backend = await fittingBackend(planned, placeOf, flags);
  console.log(`backend: ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const { logdir, dataroot } = config;
  const sets: ExpertSet[] = [];
  for (const needed of neededExperts(planned))
    sets.push(await trainExperts({ ...needed, logdir, dataroot }, backend.name, events));
  await events.close();
  console.log(terminal.render(expertSetsReport(sets)));
}
