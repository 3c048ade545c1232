import { basename } from 'node:path';
import { ConfigError, type Problem, type ProblemAt } from './config-error';
import { type Assignment, type Place, readSources } from './config-sources';
import { contradictions } from './contradictions';
import { describeIssue, type Vocabulary } from './describe-issue';
import { quoted } from './excerpt';
import type { StrategyKeys } from './keys';
import { looksUnfinished } from './looks-unfinished';
import type { PlaceOfKey } from './place-of-key';
import { configSchema, type ExperimentConfig, keysOf, measuringKeyNames, sharedDefaults } from './schema';
import { streamKeys } from './stream-keys';
import { unknownNames } from './unknown-names';
import { unreadKeys } from './unread-keys';

export interface LoadedConfig {
  readonly config: ExperimentConfig & { readonly name: string };
  /** Keys that were given and have no effect here. A key of the grid is named `grid.KEY`. */
  readonly ignored: readonly string[];
  readonly placeOf: PlaceOfKey;
}

/**
 * Reads an experiment: the `default.yaml` nearest to the file (in its folder or one above), then the
 * file itself, then assignments, of which texts are `key=value` of `--set`; later ones win, key by key.
 *
 * @param strategies the strategies that can be named, with the keys that each declares
 * @throws ConfigError listing everything that is wrong, each with file, line and key
 */
export function loadConfig(
  path: string,
  strategies: readonly StrategyKeys[],
  assignments: readonly (string | Assignment)[] = [],
): LoadedConfig {
  const sources = readSources(path, assignments);
  const { given, place } = sources;
  if ('variants' in given) {
    const text = '"variants" make this a study, not an experiment. Run it with: exmodel study FILE';
    throw new ConfigError([() => ({ place: place(['variants']), text })]);
  }
  const problems: Problem[] = unknownNames(
    given,
    strategies.map(({ name }) => name),
    place,
  );
  for (const name of repeatedStrategies(given))
    problems.push(() => ({
      place: place(['strategy']),
      text: `strategy ${quoted(name)} is listed twice. Name it once.`,
    }));
  const unread = unreadKeys(sources, strategies, ({ strategy = sharedDefaults.strategy }) =>
    [strategy].flat().map(String),
  );
  problems.push(...unread.problems);
  const checked = configSchema(strategies).safeParse(given);
  if (!checked.success) {
    const vocabulary = experimentVocabulary(strategies);
    problems.push(...checked.error.issues.flatMap((issue) => describeIssue(issue, given, place, vocabulary)));
  } else {
    if (checked.data.name === undefined) problems.push(...fileNameAtFault(path, place));
    problems.push(...contradictions(checked.data).map((problem) => placed(problem, place)));
  }
  if (!checked.success || problems.length > 0) throw new ConfigError(problems);
  const { grid = {}, per_strategy } = checked.data;
  return {
    config: { ...checked.data, name: checked.data.name ?? nameOfFile(path) },
    ignored: [...sources.ignored, ...unread.ignored],
    placeOf(series, key, value) {
      const varied: readonly unknown[] | undefined = grid[key];
      if (varied !== undefined) return place(['grid', key, String(varied.indexOf(value))]);
      return place(Object.hasOwn(per_strategy[series] ?? {}, key) ? ['per_strategy', series, key] : [key]);
    },
  };
}

/** A problem, to be described with its place. */
export function placed({ path, text }: ProblemAt, place: Place): Problem {
  return () => ({ place: place(path), text: text() });
}

/** The name of an experiment or study that does not set one. */
export function nameOfFile(path: string): string {
  return basename(path).replace(/\.ya?ml$/, '');
}

/** What is wrong with the name of a file whose configuration sets none. */
export function fileNameAtFault(path: string, place: Place): Problem[] {
  if (!looksUnfinished(nameOfFile(path))) return [];
  const text = `the results would be named after the file, ${nameOfFile(path)}, but names of unfinished files end in .part. Set "name".`;
  return [() => ({ place: place([]), text })];
}

const ofWholeExperiment = 'It is the same for the whole experiment; set it at the top level';
const elsewhereInGrid: ReadonlyMap<string, string> = new Map([
  ['strategy', 'Give "strategy" itself a list: each has a grid search of its own'],
  ['seed', 'List the seeds of the runs at the top level: seeds: [1, 2, 3]'],
]);

function experimentVocabulary(strategies: readonly StrategyKeys[]): Vocabulary {
  const top = Object.keys(configSchema(strategies).shape);
  const own = [...Object.keys(keysOf(strategies)), ...measuringKeyNames];
  const varied = [...Object.keys(streamKeys), ...own];
  return {
    what: 'an experiment',
    allKeys: 'exmodel list --keys',
    several({ key, values, parent, isAssignment, hasGrid }) {
      const line = (name: string, value: string) =>
        isAssignment ? `--set '${name}=${value}'` : `${name}: ${value}`;
      if (key === 'seed') return `To run with each, write: ${line('seeds', values)}`;
      if (!varied.includes(key) || parent === 'grid') return undefined;
      const search = 'To try each and go on with the best, remove it here and';
      if (hasGrid) return `${search} add to "grid": ${key}: ${values}`;
      return `${search} write${parent === undefined ? '' : ' at the top level'}: ${line('grid', `{${key}: ${values}}`)}`;
    },
    top: { keys: () => top, misplaced: () => undefined },
    below: {
      grid: {
        keys: () => varied,
        misplaced: (key) => (top.includes(key) ? (elsewhereInGrid.get(key) ?? ofWholeExperiment) : undefined),
      },
      per_strategy: {
        keys: (strategy) => {
          const found = strategies.find(({ name }) => name === strategy);
          return found === undefined ? own : [...Object.keys(found.keys), ...measuringKeyNames];
        },
        misplaced: (key) => (top.includes(key) ? ofWholeExperiment : undefined),
      },
    },
  };
}

/** A strategy has one folder, so it can be listed once. */
function repeatedStrategies({ strategy }: Readonly<Record<string, unknown>>): string[] {
  const seen = new Set<unknown>();
  const repeated = new Set<string>();
  for (const name of Array.isArray(strategy) ? strategy : []) {
    if (typeof name === 'string' && seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
}
