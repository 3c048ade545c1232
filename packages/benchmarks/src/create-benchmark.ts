import { UnknownScenarioError } from './errors/unknown-scenario-error';
import { requireNormalization } from './images/normalization';
import { TorchGenerator } from './random/torch-generator';
import { requireCount } from './require-count';
import type { Benchmark } from './scenarios/benchmark';
import { registry } from './scenarios/registry';
import type { BenchmarkOptions, Scenario, ScenarioInfo } from './scenarios/scenario';

/**
 * The stream of a scenario. The same scenario, seed and data give the same stream: that of Avalanche under PyTorch,
 * class for class.
 *
 * @throws UnknownScenarioError if no scenario has this name.
 * @throws DatasetNotFoundError if the images are in none of the folders that are searched.
 * @throws CorruptFileError if a data file is not the official one.
 * @throws RangeError for a seed or number out of range, for `classes` that are not different ones of the data set, and for `classes`,
 *   `classesPerExperience` or `imageSize` where the scenario's experiences or images are fixed.
 */
export async function createBenchmark(scenario: string, options: BenchmarkOptions): Promise<Benchmark> {
  const found = scenarioOf(scenario);
  refuseUndivided(found, options);
  const { imageSize, imageFit = 'resize', normalization } = options;
  if (imageSize !== undefined && !found.resizable) {
    throw new RangeError(
      `imageSize ${imageSize} was given for ${found.name}, whose images are ${found.shape.join(' × ')}: expected none. Omit it.`,
    );
  }
  if (imageSize !== undefined) requireCount('imageSize', imageSize);
  if (normalization !== undefined) requireNormalization(normalization, found.shape[2]);
  const benchmark = await found.open({
    ...options,
    generator: options.generator ?? new TorchGenerator(options.seed),
  });
  const { shape: from } = found;
  const isResized = benchmark.shape[0] !== from[0] || benchmark.shape[1] !== from[1];
  return {
    ...benchmark,
    ...(normalization && { normalization }),
    ...(isResized && { resized: { from, fit: imageFit } }),
  };
}

function refuseUndivided(
  { name, divisible }: ScenarioInfo,
  { classes, classesPerExperience }: BenchmarkOptions,
): void {
  if (classes !== undefined && classesPerExperience !== undefined) {
    throw new RangeError('classes and classesPerExperience were both given: expected one of them. Omit one.');
  }
  if (divisible || (classes ?? classesPerExperience) === undefined) return;
  const given =
    classes === undefined
      ? `classesPerExperience [${classesPerExperience?.join(', ')}]`
      : `classes [${classes.map((each) => `[${each.join(', ')}]`).join(', ')}]`;
  const others = scenarioNames().filter((other) => scenarioOf(other).divisible);
  throw new RangeError(
    `${given} was given for ${name}, whose experiences are fixed: expected one of ${others.join(', ')}. ` +
      'Omit it, or choose one of these.',
  );
}

/** Every name that {@link createBenchmark} accepts, aliases included. */
export function scenarioNames(): readonly string[] {
  return [...registry.keys()];
}

/**
 * What is known about a scenario without its data and its seed.
 *
 * @throws UnknownScenarioError if no scenario has this name.
 */
export function scenarioInfo(scenario: string): ScenarioInfo {
  const { open: _, ...info } = scenarioOf(scenario);
  return info;
}

function scenarioOf(name: string): Scenario {
  const found = registry.get(name);
  if (found === undefined) throw new UnknownScenarioError(name, scenarioNames());
  return found;
}
