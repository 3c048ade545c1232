import { UnknownScenarioError } from './errors/unknown-scenario-error';
import { TorchGenerator } from './random/torch-generator';
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
 * @throws RangeError for a seed or number out of range, and for `classesPerExperience` or `imageSize` where the scenario's experiences or
 *   images are fixed.
 */
export async function createBenchmark(scenario: string, options: BenchmarkOptions): Promise<Benchmark> {
  const found = scenarioOf(scenario);
  if (options.classesPerExperience !== undefined && !found.divisible) {
    throw new RangeError(
      `classesPerExperience [${options.classesPerExperience.join(', ')}] was given for ${found.name}, whose experiences ` +
        `are fixed: expected one of ${scenarioNames()
          .filter((name) => scenarioOf(name).divisible)
          .join(', ')}. ` +
        'Omit it, or choose one of these.',
    );
  }
  const { imageSize } = options;
  if (imageSize !== undefined && !found.resizable) {
    throw new RangeError(
      `imageSize ${imageSize} was given for ${found.name}, whose images are ${found.shape.join(' × ')}: expected none. Omit it.`,
    );
  }
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize > 0)) {
    throw new RangeError(`imageSize ${imageSize}: expected a positive integer. Correct the number.`);
  }
  return found.open({
    ...options,
    generator: options.generator ?? new TorchGenerator(options.seed),
  });
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
