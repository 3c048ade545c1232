import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';

/**
 * The name of the stream under which a scenario's experts are cached and registered. Manifests may name scenarios that this
 * version does not have: their name is their stream.
 */
export function expertsStream(scenario: string): string {
  // Its experts have always had this name, which is in the hash of their folders; no scenario has it.
  if (scenario === 'mt_scifar100') return 'split_scifar100';
  return scenarioNames().includes(scenario) ? scenarioInfo(scenario).stream : scenario;
}
