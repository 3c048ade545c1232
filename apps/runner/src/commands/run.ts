import { EventStream, progressSink } from '@exmodel/loggers';
import { type BackendName, chooseBackend } from '../backend';
import { loadConfig } from '../config/load-config';
import type { ExperimentConfig } from '../config/schema';
import { runExperiment } from '../pipeline/run-experiment';
import type { Metrics } from '../results/metrics-file';
import { resultsTable } from '../results/results-table';
import { fromCallersFolder } from './callers-folder';

export interface RunFlags {
  /** `key=value` assignments. */
  readonly set: readonly string[];
  /** Strategies instead of the file's. */
  readonly strategy?: readonly string[];
  readonly backend?: BackendName;
  readonly fresh?: boolean;
}

/** `exmodel run FILE`: runs an experiment, shows it as it goes and prints its table. */
export async function run(file: string, flags: RunFlags): Promise<readonly Metrics[]> {
  const strategies = flags.strategy === undefined ? [] : [`strategy=[${flags.strategy.join(', ')}]`];
  const { config: loaded, ignored } = loadConfig(fromCallersFolder(file), [...flags.set, ...strategies]);
  const config = withPaths(loaded);
  const backend = await chooseBackend(flags.backend);
  const events = new EventStream([progressSink(process.stdout)]);
  const stop = (signal: NodeJS.Signals) => {
    events.emit({ type: 'end', state: 'interrupted' });
    console.error(
      'Finished strategies and trained experts are kept: the same command goes on with the rest.',
    );
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    console.log(`backend: ${backend.description}`);
    if (ignored.length > 0) console.log(`ignored, without meaning here: ${ignored.join(', ')}`);
    const results = await runExperiment({ config, backend, events, fresh: flags.fresh ?? false });
    events.emit({ type: 'end', state: 'finished' });
    await events.close();
    console.log(
      `\n${resultsTable(results)}\nin percent of test images; results in ${config.logdir}/${config.name}`,
    );
    return results;
  } catch (error) {
    events.emit({ type: 'end', state: 'failed' });
    await events.close();
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Paths of the configuration as the caller means them. */
function withPaths<C extends ExperimentConfig>(config: C): C {
  const bufferPath = <B extends { buffer_path?: string | undefined }>(keys: B): B =>
    keys.buffer_path === undefined ? keys : { ...keys, buffer_path: fromCallersFolder(keys.buffer_path) };
  const perStrategy = Object.entries(config.per_strategy).map(([name, own]) => [name, bufferPath(own)]);
  return {
    ...bufferPath(config),
    logdir: fromCallersFolder(config.logdir),
    dataroot: fromCallersFolder(config.dataroot),
    per_strategy: Object.fromEntries(perStrategy) as C['per_strategy'],
  };
}
