import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import type { Problem } from './config-error';
import type { Place } from './config-sources';
import type { ExperimentConfig } from './schema';

/** An `image_size` for scenarios whose images have a fixed one, those of the grid included. */
export function misfittingImageSize(
  { scenario, image_size, grid = {} }: ExperimentConfig,
  place: Place,
): Problem[] {
  const key = 'image_size';
  if (image_size === undefined && grid[key] === undefined) return [];
  const path = grid[key] === undefined ? [key] : ['grid', key];
  const fixed = ((grid.scenario ?? [scenario]) as readonly string[]).filter(
    (name) => scenarioNames().includes(name) && !scenarioInfo(name).resizable,
  );
  return fixed.map((name) => () => {
    const text = `"${path.join('.')}" is set, but the images of ${name} are ${scenarioInfo(name).shape.join(' × ')}. Remove it, or choose another scenario.`;
    return { place: place(path), text };
  });
}
