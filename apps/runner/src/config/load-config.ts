import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { scenarioNames } from '@exmodel/benchmarks';
import { modelNames } from '@exmodel/models';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { strategies } from '../pipeline/strategies/registry';
import { ConfigError, type ConfigProblem } from './config-error';
import { contradictions } from './contradictions';
import { suggestion } from './nearest';
import {
  configDefaults,
  configKeys,
  configSchema,
  type ExperimentConfig,
  gridKeys,
  ignoredKeys,
  perStrategyKeys,
} from './schema';
import { readYamlFile, yamlProblem } from './yaml-file';

export interface LoadedConfig {
  readonly config: ExperimentConfig & { readonly name: string };
  /** Keys that were given and mean nothing here. */
  readonly ignored: readonly string[];
}

/** Values of top-level keys from one place. */
interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  place(path: readonly string[]): string;
}

/**
 * Reads an experiment: the `default.yaml` nearest to the file (in its folder or one above), then the
 * file itself, then `key=value` assignments; later ones win, key by key.
 *
 * @throws ConfigError listing everything that is wrong, each with file, line and key
 */
export function loadConfig(path: string, assignments: readonly string[] = []): LoadedConfig {
  const defaults = nearestDefaults(path);
  const sources: Source[] = [
    ...(defaults === undefined ? [] : [readYamlFile(defaults)]),
    readYamlFile(path),
    ...assignments.map(readAssignment),
  ];
  const sourceOf = new Map(
    sources.flatMap((source) => Object.keys(source.values).map((key) => [key, source])),
  );
  const place = (keys: readonly string[]) => sourceOf.get(keys[0] ?? '')?.place(keys) ?? path;

  const ignored = ignoredKeys.filter((key) => sourceOf.has(key));
  const problems: ConfigProblem[] = [];
  const given: Record<string, unknown> = {};
  for (const [key, { values }] of sourceOf) {
    if (!ignoredKeys.includes(key)) given[key] = values[key];
  }
  problems.push(...unknownNames(given, place));
  for (const name of repeatedStrategies(given))
    problems.push({ place: place(['strategy']), text: `strategy "${name}" is listed twice. Name it once.` });
  const checked = configSchema.safeParse({ ...configDefaults, ...given });
  if (!checked.success)
    problems.push(...checked.error.issues.flatMap((issue) => describeIssue(issue, given, place)));
  else problems.push(...contradictions(checked.data, place));
  if (!checked.success || problems.length > 0) throw new ConfigError(problems);
  return {
    config: { ...checked.data, name: checked.data.name ?? basename(path).replace(/\.ya?ml$/, '') },
    ignored,
  };
}

function describeIssue(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  place: (path: readonly string[]) => string,
): ConfigProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ place: place([...path, key]), text: unknownKey(key, path) }));
  }
  const value = path.reduce<unknown>(
    (parent, key) => (parent as Record<string, unknown> | undefined)?.[key],
    given,
  );
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? suggestion(value, issue.values.map(String))
      : '';
  const reason = `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
  return [{ place: place(path), text: `"${path.join('.')}" is ${JSON.stringify(value)}: ${reason}.${hint}` }];
}

/** Says what is wrong with a key that must not stand at `path`. */
function unknownKey(key: string, [parent]: readonly string[]): string {
  if (parent !== undefined && configKeys.includes(key)) {
    const advice = misplaced[parent]?.[key] ?? 'It is the same for the whole experiment; set it there';
    return `"${key}" cannot stand in ${parent}. ${advice}.`;
  }
  const known = { grid: gridKeys, per_strategy: perStrategyKeys }[parent ?? ''] ?? configKeys;
  return `unknown key "${key}".${suggestion(key, known)} See all keys with: exmodel list --keys`;
}

const misplaced: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  grid: {
    strategy: 'Give "strategy" itself a list: each has a grid search of its own',
    seed: 'Set assess_runs: each run has its own seed',
  },
};

/** Scenarios, models and strategies that do not exist. Values of a wrong type are the schema's to report. */
function unknownNames(
  given: Readonly<Record<string, unknown>>,
  place: (path: readonly string[]) => string,
): ConfigProblem[] {
  const known = {
    scenario: scenarioNames(),
    model: modelNames(),
    strategy: strategies.map(({ name }) => name),
  };
  const check = (kind: keyof typeof known, name: unknown, path: readonly string[]): ConfigProblem[] => {
    if (typeof name !== 'string' || known[kind].includes(name)) return [];
    const text = `unknown ${kind} "${name}".${suggestion(name, known[kind])} There are: ${known[kind].join(', ')}.`;
    return [{ place: place(path), text }];
  };
  const grid: Readonly<Record<string, unknown>> = isMapping(given.grid) ? given.grid : {};
  const listed = (kind: 'scenario' | 'model') =>
    Array.isArray(grid[kind])
      ? grid[kind].flatMap((name, i) => check(kind, name, ['grid', kind, String(i)]))
      : [];
  return [
    ...check('scenario', given.scenario, ['scenario']),
    ...check('model', given.model, ['model']),
    ...listed('scenario'),
    ...listed('model'),
    ...[given.strategy].flat().flatMap((name) => check('strategy', name, ['strategy'])),
    ...Object.keys(isMapping(given.per_strategy) ? given.per_strategy : {}).flatMap((name) =>
      check('strategy', name, ['per_strategy', name]),
    ),
  ];
}

/** A strategy has one folder, so it can be listed once. */
function repeatedStrategies({ strategy }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(strategy)
    ? [...new Set(strategy.filter((name, i) => typeof name === 'string' && strategy.indexOf(name) !== i))]
    : [];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readAssignment(assignment: string): Source {
  const place = () => `--set ${assignment}`;
  const at = assignment.indexOf('=');
  if (at < 1)
    throw new ConfigError([
      { place: place(), text: 'this is not an assignment; write key=value, for example --set lr=0.05' },
    ]);
  const value = parseDocument(assignment.slice(at + 1));
  const [error] = value.errors;
  if (error !== undefined) throw new ConfigError([{ place: place(), text: yamlProblem(error) }]);
  return { values: { [assignment.slice(0, at)]: value.toJS() as unknown }, place };
}

/** `default.yaml` in the file's folder or the nearest one above it. */
function nearestDefaults(path: string): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'default.yaml');
    if (candidate !== resolve(path) && existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
