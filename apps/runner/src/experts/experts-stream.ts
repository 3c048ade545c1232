import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';

/**
 * The name of the stream under which a scenario's experts are cached and registered. Manifests may name scenarios that this
 * version does not have; then the name is also that of the stream.
 */
export function expertsStream(scenario: string): string {
  // The hash of these experts' folders has always contained this name, which is not a scenario's.
  if (scenario === 'mt_scifar100') return 'split_scifar100';
  return scenarioNames().includes(scenario) ? scenarioInfo(scenario).stream : scenario;
}
