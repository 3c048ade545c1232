import { type LoadedConfig, loadConfig } from '../../config/load-config';
import type { ExperimentConfig } from '../../config/schema';
import { strategies } from '../../strategies/registry';
import { fromCallersFolder } from './callers-folder';
import { callersFolders, callersGrid, callersPaths } from './callers-paths';

export interface ConfigFlags {
  /** `key=value` assignments. */
  readonly set: readonly string[];
  /** Strategies to run instead of the file's. */
  readonly strategy?: readonly string[];
}

/** Reads an experiment with the command line's changes; relative paths are resolved against the user's folder. */
export function loadExperiment(file: string, flags: ConfigFlags): LoadedConfig {
  const chosen = flags.strategy === undefined ? [] : [`strategy=[${flags.strategy.join(', ')}]`];
  const loaded = loadConfig(fromCallersFolder(file), strategies, [...flags.set, ...chosen]);
  return { ...loaded, config: withPaths(loaded.config) };
}

/** The configuration with its relative paths resolved against the user's folder. */
function withPaths<C extends ExperimentConfig>(config: C): C {
  const perStrategy = Object.entries(config.per_strategy).map(([name, own]) => [name, callersPaths(own)]);
  return {
    ...callersPaths(callersFolders(config)),
    per_strategy: Object.fromEntries(perStrategy),
    ...(config.grid !== undefined && { grid: callersGrid(config.grid) }),
  };
}
