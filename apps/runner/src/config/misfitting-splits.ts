import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import type { ProblemAt } from './config-error';
import { valueExcerpt } from './excerpt';
import { scenariosOf, valuesOf } from './given-values';
import type { ExperimentConfig } from './schema';

/** What is wrong with a split of a scenario with so many classes; undefined if nothing. */
type Misfit<T> = (split: T, classCount: number, scenario: string) => string | undefined;

/**
 * Every `classes_per_experience` and `experience_classes` that does not fit a scenario it would run on, including those of the grid,
 * and one given beside the other.
 */
export function misfittingSplits(config: ExperimentConfig): ProblemAt[] {
  const problems = [
    ...misfitting<readonly number[]>('classes_per_experience', misfittingSizes, config),
    ...misfitting<readonly (readonly number[])[]>('experience_classes', misfittingClasses, config),
  ];
  const { grid = {} } = config;
  const [one, two] = (['classes_per_experience', 'experience_classes'] as const).map((key) =>
    grid[key] === undefined ? config[key] && [key] : ['grid', key],
  );
  if (one === undefined || two === undefined) return problems;
  const text = () => `"${one.join('.')}" and "${two.join('.')}" are both given. Remove one of them.`;
  return [...problems, { path: two, text }];
}

function misfitting<T>(
  key: 'classes_per_experience' | 'experience_classes',
  misfit: Misfit<T>,
  config: ExperimentConfig,
): ProblemAt[] {
  return scenariosOf(config).flatMap((name) =>
    valuesOf(key, config).flatMap(({ value, path }) => {
      const { divisible, classCount } = scenarioInfo(name);
      const reason = divisible ? misfit(value as T, classCount, name) : undividedReason(name);
      const text = () => `"${path.join('.')}" is ${listText(value)}, ${reason}`;
      return reason === undefined ? [] : [{ path, text }];
    }),
  );
}

function misfittingSizes(sizes: readonly number[], classCount: number, scenario: string): string | undefined {
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum === classCount) return undefined;
  return `${sum} in all, but ${scenario} has ${classCount} classes. Choose numbers whose sum is ${classCount}.`;
}

function misfittingClasses(
  groups: readonly (readonly number[])[],
  classCount: number,
  scenario: string,
): string | undefined {
  const classes = groups.flat();
  const unknown = classes.find((label) => label >= classCount);
  if (unknown !== undefined)
    return `but the classes of ${scenario} are 0 to ${classCount - 1}. Correct ${unknown}.`;
  const repeated = classes.find((label, i) => classes.indexOf(label) !== i);
  if (repeated === undefined) return undefined;
  return `in which class ${repeated} comes twice. Give each class to one experience.`;
}

function undividedReason(scenario: string): string {
  const others = scenarioNames().filter((name) => scenarioInfo(name).divisible);
  return `but the experiences of ${scenario} are fixed; it can be chosen for ${others.join(', ')}. Remove it, or choose one of these.`;
}

function listText(split: unknown): string {
  return valueExcerpt(split).replaceAll(',', ', ');
}
