import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';

/**
 * Streams whose experts have another name: it is in the hash of their folders, so that experts of the first release are found
 * again. A new stream needs no line here.
 */
const formerNames: Readonly<Record<string, string>> = { mt_scifar100: 'split_scifar100' };

/**
 * The name of the stream under which a scenario's experts are cached and registered. Manifests may name scenarios that this
 * version does not have; then the name is also that of the stream.
 */
export function expertsStream(scenario: string): string {
  if (Object.hasOwn(formerNames, scenario)) return formerNames[scenario] as string;
  return scenarioNames().includes(scenario) ? scenarioInfo(scenario).stream : scenario;
}
