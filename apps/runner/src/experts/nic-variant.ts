import { scenarioInfo } from '@exmodel/benchmarks';

/**
 * Which of the scenario's published streams is chosen, by its number of experiences; undefined for the default one, or if
 * there is no choice.
 */
export function nicVariant(scenario: string, experiences: 79 | 196 | 391 | undefined): 196 | 391 | undefined {
  const option = scenarioInfo(scenario).options.experiences;
  return option === undefined || experiences === option.default ? undefined : experiences;
}
