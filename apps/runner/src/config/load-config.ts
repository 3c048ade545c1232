import { basename } from 'node:path';
import { ConfigError, type ConfigProblem } from './config-error';
import { readSources } from './config-sources';
import { contradictions } from './contradictions';
import { describeIssue, type Vocabulary } from './describe-issue';
import {
  configDefaults,
  configKeys,
  configSchema,
  type ExperimentConfig,
  gridKeys,
  perStrategyKeys,
} from './schema';
import { unknownNames } from './unknown-names';

export interface LoadedConfig {
  readonly config: ExperimentConfig & { readonly name: string };
  /** Keys that were given and mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * Reads an experiment: the `default.yaml` nearest to the file (in its folder or one above), then the
 * file itself, then `key=value` assignments; later ones win, key by key.
 *
 * @param strategies names that `strategy` can have
 * @throws ConfigError listing everything that is wrong, each with file, line and key
 */
export function loadConfig(
  path: string,
  strategies: readonly string[],
  assignments: readonly string[] = [],
): LoadedConfig {
  const { given, place, ignored } = readSources(path, assignments);
  if ('variants' in given) {
    const text = '"variants" make this a study, not an experiment. Run it with: exmodel study FILE';
    throw new ConfigError([{ place: place(['variants']), text }]);
  }
  const problems: ConfigProblem[] = [];
  problems.push(...unknownNames(given, strategies, place));
  for (const name of repeatedStrategies(given))
    problems.push({ place: place(['strategy']), text: `strategy "${name}" is listed twice. Name it once.` });
  const checked = configSchema.safeParse({ ...configDefaults, ...given });
  if (!checked.success)
    problems.push(
      ...checked.error.issues.flatMap((issue) => describeIssue(issue, given, place, experimentVocabulary)),
    );
  else problems.push(...contradictions(checked.data, place));
  if (!checked.success || problems.length > 0) throw new ConfigError(problems);
  return {
    config: { ...checked.data, name: checked.data.name ?? nameOfFile(path) },
    ignored,
  };
}

/** What an experiment or a study is called that does not say. */
export function nameOfFile(path: string): string {
  return basename(path).replace(/\.ya?ml$/, '');
}

const ofWholeExperiment = 'It is the same for the whole experiment; set it there';
const elsewhereInGrid: Readonly<Record<string, string>> = {
  strategy: 'Give "strategy" itself a list: each has a grid search of its own',
  seed: 'Set assess_runs: each run has its own seed',
};

const experimentVocabulary: Vocabulary = {
  what: 'an experiment',
  top: { keys: configKeys, misplaced: () => undefined },
  below: {
    grid: {
      keys: gridKeys,
      misplaced: (key) =>
        configKeys.includes(key) ? (elsewhereInGrid[key] ?? ofWholeExperiment) : undefined,
    },
    per_strategy: {
      keys: perStrategyKeys,
      misplaced: (key) => (configKeys.includes(key) ? ofWholeExperiment : undefined),
    },
  },
};

/** A strategy has one folder, so it can be listed once. */
function repeatedStrategies({ strategy }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(strategy)
    ? [...new Set(strategy.filter((name, i) => typeof name === 'string' && strategy.indexOf(name) !== i))]
    : [];
}
