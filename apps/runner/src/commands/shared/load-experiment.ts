import { ConfigError } from '../../config/config-error';
import type { Assignment } from '../../config/config-sources';
import { quoted } from '../../config/excerpt';
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
  const chosen = flags.strategy === undefined ? [] : [strategyAssignment(flags.strategy)];
  const loaded = loadConfig(fromCallersFolder(file), strategies, [...flags.set, ...chosen]);
  return { ...loaded, config: withPaths(loaded.config) };
}

/** @throws ConfigError A file was taken for a strategy, because it stands behind the option. */
function strategyAssignment(names: readonly string[]): Assignment {
  const shown = `--strategy ${names.join(' ')}`;
  const isFile = (name: string) => /\.ya?ml$/i.test(name);
  const file = names.find(isFile);
  if (file === undefined) return { key: 'strategy', value: names, shown };
  const others = names.filter((name) => !isFile(name)).join(' ') || 'NAME';
  const text = `${quoted(file)} is a file, not a strategy. Write the file first: ${file} --strategy ${others}`;
  throw new ConfigError([() => ({ place: shown, text })]);
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
