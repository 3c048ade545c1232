import { ConfigError, type Problem } from './config-error';
import { type Place, readSources } from './config-sources';
import { contradictions } from './contradictions';
import { describeIssue, type Vocabulary } from './describe-issue';
import { excerpt, quoted } from './excerpt';
import { tooManyVariants } from './job-count';
import type { StrategyKeys } from './keys';
import { fileNameAtFault, nameOfFile, placed } from './load-config';
import { looksUnfinished } from './looks-unfinished';
import { suggestion } from './nearest';
import type { PlaceOfKey } from './place-of-key';
import { configSchema, sharedDefaults } from './schema';
import { arrangingKeys, changesKeys, type StudyConfig, studySchema } from './study-schema';
import { isMapping, unknownNames } from './unknown-names';
import { unreadKeys } from './unread-keys';
import { variantExperiment } from './variant-experiment';
import { variantFolder } from './variant-folder';

/** Longest name of a variant, in characters. */
const longestName = 80;

export interface LoadedStudy {
  readonly config: StudyConfig;
  /** Keys that were given and have no effect here. */
  readonly ignored: readonly string[];
  readonly placeOf: PlaceOfKey;
}

/**
 * Reads a study as `loadConfig` reads an experiment. Keys of a `default.yaml` that arrange the jobs of an experiment, such as
 * `seed` and `grid`, are ignored. A variant's keys win over all others.
 *
 * @param strategies the strategies that can be named, with the keys that each declares
 * @throws ConfigError listing everything that is wrong, each with file, line and key
 */
export function loadStudy(
  path: string,
  strategies: readonly StrategyKeys[],
  assignments: readonly string[] = [],
): LoadedStudy {
  const sources = readSources(path, assignments, { notOfDefaults: arrangingKeys });
  const { given, place } = sources;
  if (!('variants' in given)) {
    const text =
      'there are no "variants". Expected "variants", each with the keys that differ, and "seeds". If this is an experiment, run it with: exmodel run FILE';
    throw new ConfigError([() => ({ place: place([]), text })]);
  }
  const names = strategies.map(({ name }) => name);
  const unread = unreadKeys(sources, strategies, strategiesOfVariants);
  const problems = [
    ...unknownNames(given, names, place),
    ...unknownNamesOfVariants(given, names, place),
    ...unread.problems,
  ];
  const checked = studySchema(strategies).safeParse(given);
  if (!checked.success) {
    const vocabulary = studyVocabulary(strategies);
    const described = checked.error.issues.flatMap((issue) => describeIssue(issue, given, place, vocabulary));
    throw new ConfigError([...problems, ...described]);
  }
  const { data } = checked;
  const [first = ''] = Object.keys(data.variants);
  const config = { ...data, name: data.name ?? nameOfFile(path), baseline: data.baseline ?? first };
  if (data.name === undefined) problems.push(...fileNameAtFault(path, place));
  problems.push(...tooManyVariants(config).map((problem) => placed(problem, place)));
  problems.push(...namesAtFault(config, place), ...contradictionsOfVariants(config, place));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    config,
    ignored: [...sources.ignored, ...unread.ignored],
    placeOf: (series, key) =>
      place(Object.hasOwn(data.variants[series] ?? {}, key) ? ['variants', series, key] : [key]),
  };
}

/** The strategies of the variants, as written. */
function strategiesOfVariants({
  variants,
  strategy = sharedDefaults.strategy,
}: Readonly<Record<string, unknown>>): string[] {
  const changes = isMapping(variants) ? Object.values(variants) : [];
  return changes.map((own) => String((isMapping(own) ? own.strategy : undefined) ?? strategy));
}

const insteadOfArranging: ReadonlyMap<string, string> = new Map(
  Object.entries({
    seed: 'Give "seeds" a list: every variant runs with each of them',
    assess_runs: 'Give "seeds" a list: every variant runs with each of them',
    grid: 'Make a variant of each combination, or search with: exmodel run FILE',
    choose_on: 'A study compares its variants and chooses none; search with: exmodel run FILE',
    per_strategy: 'Set the keys in the variants that have the strategy',
  } satisfies Record<(typeof arrangingKeys)[number], string>),
);

function studyVocabulary(strategies: readonly StrategyKeys[]): Vocabulary {
  const top = Object.keys(studySchema(strategies).shape);
  const known = [...top, ...Object.keys(configSchema(strategies).shape)];
  const variantKeys = changesKeys(strategies);
  const shared = 'It is the same for the whole study; set it at the top level';
  return {
    what: 'a study',
    allKeys: 'exmodel list --keys',
    several: ({ key }) =>
      key !== 'strategy' && variantKeys.includes(key)
        ? `To compare them, make a variant of each: under "variants", a name and below it "${key}" with one of the values.`
        : undefined,
    top: { keys: () => top, misplaced: (key) => insteadOfArranging.get(key) },
    below: {
      variants: {
        keys: () => variantKeys,
        misplaced: (key) => insteadOfArranging.get(key) ?? (known.includes(key) ? shared : undefined),
      },
    },
  };
}

function unknownNamesOfVariants(
  given: Readonly<Record<string, unknown>>,
  strategies: readonly string[],
  place: Place,
): Problem[] {
  const variants = isMapping(given.variants) ? Object.entries(given.variants) : [];
  return variants.flatMap(([name, changes]) =>
    isMapping(changes) ? unknownNames(changes, strategies, (path) => place(['variants', name, ...path])) : [],
  );
}

/** Variants whose names cannot name a folder or a row, and a baseline that is not a variant. */
function namesAtFault({ variants, baseline }: StudyConfig, place: Place): Problem[] {
  const names = Object.keys(variants);
  const problems: Problem[] = [];
  const report = (name: string, text: string) =>
    problems.push(() => ({
      place: place(['variants', name]),
      text: `variant ${quoted(name, 2 * longestName)} ${text}.`,
    }));
  const byFolder = new Map<string, string>();
  for (const name of names) {
    const folder = variantFolder(name);
    const twin = byFolder.get(folder);
    if (twin === undefined) byFolder.set(folder, name);
    if (folder === '') report(name, 'has no letter or digit to name its folder by. Name it in words');
    else if (looksUnfinished(folder))
      report(name, 'ends in .part, as the names of unfinished files do. Rename it');
    else if (/^\d+$/.test(name))
      report(
        name,
        `is only a number: it would lose its place in the order, and its meaning. Name it in words, such as "lr ${name}"`,
      );
    else if (name.length > longestName)
      report(
        name,
        `has ${name.length} characters; its row and its folder have room for ${longestName}. Shorten it`,
      );
    else if (twin !== undefined)
      report(name, `would write its results to the same folder as "${twin}", ${folder}. Rename one of them`);
  }
  if (names.length === 0)
    problems.push(() => ({ place: place(['variants']), text: '"variants" is empty. Name at least one.' }));
  else if (!names.includes(baseline)) {
    problems.push(() => {
      const near = suggestion(baseline, names);
      const text = `there is no variant ${quoted(baseline)} to be the baseline.${near} Expected one of ${excerpt(names.join(', '), 400)}.`;
      return { place: place(['baseline']), text };
    });
  }
  return problems;
}

/** Contradictions in each variant; of those between shared keys, one at each place. */
function contradictionsOfVariants(config: StudyConfig, place: Place): Problem[] {
  const found = new Map<string, Problem>();
  for (const [name, changes] of Object.entries(config.variants)) {
    for (const { path, text } of contradictions(variantExperiment(config, name))) {
      const own = (path[0] ?? '') in changes ? ['variants', name, ...path] : path;
      const key = JSON.stringify(own);
      if (!found.has(key)) found.set(key, placed({ path: own, text }, place));
    }
  }
  return [...found.values()];
}
