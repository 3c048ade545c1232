import type { Benchmark } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';

/**
 * The stream as a job measures its student on it: that of a candidate of a grid has the validation images in place of the test images, so that it
 * cannot see these.
 */
export function measuredBenchmark(
  { measured_on }: Pick<SharedConfig, 'measured_on'>,
  benchmark: Benchmark,
): Benchmark {
  if (measured_on === undefined) return benchmark;
  return {
    ...benchmark,
    experiences: benchmark.experiences.map(({ validation, ...experience }) => {
      if (validation === undefined)
        throw new RangeError(
          `experience ${experience.index} has no validation images; set validation_fraction`,
        );
      return { ...experience, test: validation };
    }),
  };
}
