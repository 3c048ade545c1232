import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import type { ProblemAt } from './config-error';
import { excerpt } from './excerpt';
import type { ExperimentConfig } from './schema';

/** Every `classes_per_experience` that does not fit a scenario it would run on, including those of the grid. */
export function misfittingSplits({
  scenario,
  classes_per_experience,
  grid = {},
}: ExperimentConfig): ProblemAt[] {
  const key = 'classes_per_experience';
  const varied = (grid[key] ?? []) as readonly (readonly number[])[];
  const given = classes_per_experience === undefined ? [] : [{ sizes: classes_per_experience, path: [key] }];
  // A list in the grid replaces the key at the top level.
  const splits =
    varied.length > 0 ? varied.map((sizes, i) => ({ sizes, path: ['grid', key, String(i)] })) : given;
  const scenarios = ((grid.scenario ?? [scenario]) as readonly string[]).filter((name) =>
    scenarioNames().includes(name),
  );
  return scenarios.flatMap((name) =>
    splits.flatMap(({ sizes, path }) => {
      const text = misfit(name, sizes);
      return text === undefined ? [] : [{ path, text: () => `"${path.join('.')}" ${text}` }];
    }),
  );
}

function misfit(scenario: string, sizes: readonly number[]): string | undefined {
  const { divisible, classCount } = scenarioInfo(scenario);
  const given = `is ${excerpt(`[${sizes.join(', ')}]`)}`;
  if (!divisible) {
    const others = scenarioNames().filter((name) => scenarioInfo(name).divisible);
    return `${given}, but the experiences of ${scenario} are fixed; it can be chosen for ${others.join(', ')}. Remove it, or choose one of these.`;
  }
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum === classCount) return undefined;
  return `${given}, ${sum} in all, but ${scenario} has ${classCount} classes. Choose numbers whose sum is ${classCount}.`;
}
