import { scenarioInfo } from '@exmodel/benchmarks';
import type { ProblemAt } from './config-error';
import { scenariosOf, valuesOf } from './given-values';
import type { ExperimentConfig } from './schema';

/** Every key about images that does not fit those of a scenario, values and scenarios of the grid included. */
export function misfittingImages(config: ExperimentConfig): ProblemAt[] {
  return [...scenariosOf(config).flatMap((name) => misfits(name, config)), ...unpaired(config)];
}

function misfits(scenario: string, config: ExperimentConfig): ProblemAt[] {
  const { shape, resizable } = scenarioInfo(scenario);
  const [height, , channels] = shape;
  const sizes = valuesOf('image_size', config);
  const fits = valuesOf('image_fit', config);
  if (!resizable) {
    const keys = [...sizes.slice(0, 1), ...fits.slice(0, 1)].map(({ path }) => path.filter(isNoIndex));
    return keys.map((path) => ({
      path,
      text: () =>
        `"${path.join('.')}" is set, but the images of ${scenario} are ${shape.join(' × ')}. Remove it, or choose another scenario.`,
    }));
  }
  const isPadded = fits.some(({ value }) => value === 'pad');
  return [
    ...sizes
      .filter(({ value }) => isPadded && value < height)
      .map(({ value, path }) => ({
        path,
        text: () =>
          `"${path.join('.')}" is ${value}, but the images of ${scenario} have ${height} pixels a side, and "image_fit" is pad. Choose a larger size, or resize.`,
      })),
    ...(['image_mean', 'image_std'] as const)
      .flatMap((key) => valuesOf(key, config))
      .filter(({ value }) => value.length !== channels)
      .map(({ value, path }) => ({
        path,
        text: () =>
          `"${path.join('.')}" has ${value.length} numbers, but the images of ${scenario} have ${channels} channels. Give one for each.`,
      })),
  ];
}

function unpaired(config: ExperimentConfig): ProblemAt[] {
  const [mean, std] = (['image_mean', 'image_std'] as const).map((key) =>
    valuesOf(key, config)[0]?.path.filter(isNoIndex),
  );
  if ((mean === undefined) === (std === undefined)) return [];
  const path = mean ?? std ?? [];
  return [{ path, text: () => `only "${path.join('.')}" is given. Give "image_mean" and "image_std".` }];
}

const isNoIndex = (part: string) => !/^\d+$/.test(part);
