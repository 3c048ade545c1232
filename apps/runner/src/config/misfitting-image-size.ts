import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import type { ProblemAt } from './config-error';
import type { ExperimentConfig } from './schema';

/** An `image_size` for scenarios whose images have a fixed one, those of the grid included. */
export function misfittingImageSize({ scenario, image_size, grid = {} }: ExperimentConfig): ProblemAt[] {
  const key = 'image_size';
  if (image_size === undefined && grid[key] === undefined) return [];
  const path = grid[key] === undefined ? [key] : ['grid', key];
  const fixed = ((grid.scenario ?? [scenario]) as readonly string[]).filter(
    (name) => scenarioNames().includes(name) && !scenarioInfo(name).resizable,
  );
  return fixed.map((name) => ({
    path,
    text: () =>
      `"${path.join('.')}" is set, but the images of ${name} are ${scenarioInfo(name).shape.join(' × ')}. Remove it, or choose another scenario.`,
  }));
}
