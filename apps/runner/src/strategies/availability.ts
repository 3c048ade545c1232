import {
  type Benchmark,
  CorruptFileError,
  type DatasetNotFoundError,
  datasetStatus,
  type ScenarioInfo,
} from '@exmodel/benchmarks';
import { defaultsOf } from '../config/keys';
import { sharedDefaults } from '../config/schema';
import { strategyConfig } from '../config/strategy-config';
import { expertOrigins } from '../experts/expert-origin';
import { registryOf } from '../experts/expert-set';
import type { StrategyDefinition } from './strategy';

/** Whether a strategy runs on a scenario as things are: with the default settings and the data below `dataroot`. */
export type Availability =
  | { readonly state: 'runs' }
  /** `missing`: which data, and where to get them. */
  | { readonly state: 'needs data'; readonly missing: string }
  | { readonly state: 'refused'; readonly reason: string };

/** @param twin the scenario on its synthetic twin, of any size */
export async function availability(
  definition: StrategyDefinition,
  { name: scenario, dataset }: ScenarioInfo,
  twin: Benchmark,
  dataroot: string,
): Promise<Availability> {
  const config = strategyConfig(
    { ...sharedDefaults, ...defaultsOf(definition.keys), scenario, synthetic: true },
    definition.name,
  );
  const reason = await definition.refuse?.(
    config,
    twin,
    expertOrigins(config, twin, registryOf(config.logdir)),
  );
  if (reason !== undefined) return { state: 'refused', reason };
  const auxiliary = definition.auxiliaryData?.(scenario);
  for (const needed of [dataset, auxiliary]) {
    if (needed === undefined || needed === 'own') continue;
    const status = await datasetStatus(needed, dataroot);
    if (!status.available) return { state: 'needs data', missing: `${needed}, ${source(status.missing)}` };
  }
  return { state: 'runs' };
}

function source(missing: DatasetNotFoundError | CorruptFileError): string {
  if (missing instanceof CorruptFileError) return missing.message;
  const { command, folders, files } = missing;
  return command ?? `${files.join(', ')} in ${folders.join(' or ')}`;
}
