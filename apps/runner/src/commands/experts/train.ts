import { EventStream, progressSink } from '@exmodel/loggers';
import type { Command } from 'commander';
import type { BackendName } from '../../backends/registry';
import { strategyConfig } from '../../config/strategy-config';
import { planSeries } from '../../experiments/series';
import { expertSetsReport } from '../../experts/expert-sets-report';
import { trainExperts } from '../../experts/train-experts';
import { terminal } from '../../reports/renderers/terminal';
import { backendOption } from '../shared/backend-option';
import { fittingBackend } from '../shared/fitting-backend';
import { loadExperiment } from '../shared/load-experiment';
import { setOption } from '../shared/set-option';

export function defineTrain(experts: Command, { quickstart }: { readonly quickstart: string }): void {
  experts
    .command('train')
    .description('train the experts of an experiment, and nothing else')
    .argument('[file]', 'experiment in YAML', quickstart)
    .addOption(setOption())
    .addOption(backendOption())
    .action(train);
}

/** `exmodel experts train FILE`: trains those experts of an experiment that are not in the cache, and nothing else. */
async function train(
  file: string,
  flags: { readonly set: readonly string[]; readonly backend?: BackendName },
): Promise<void> {
  const { config, placeOf } = loadExperiment(file, flags);
  const backend = await fittingBackend(planSeries(config), placeOf, flags);
  console.log(`backend: ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const set = await trainExperts(
    strategyConfig(config, [config.strategy].flat()[0] ?? ''),
    backend.name,
    events,
  );
  await events.close();
  console.log(terminal.render(expertSetsReport([set])));
}
