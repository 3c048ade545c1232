import { TakenNameError } from '../errors/taken-name-error';
import { core50Nc } from './core50-nc';
import { jointCifar10 } from './joint-cifar10';
import { jointCifar100 } from './joint-cifar100';
import { jointCore50 } from './joint-core50';
import { jointFashion } from './joint-fashion';
import { jointMnist } from './joint-mnist';
import { mtCifar10 } from './mt-cifar10';
import { mtCifar100 } from './mt-cifar100';
import { mtFashion } from './mt-fashion';
import { mtMnist } from './mt-mnist';
import { niCore50 } from './ni-core50';
import { niMnist } from './ni-mnist';
import { nicCifar100 } from './nic-cifar100';
import { nicCore50 } from './nic-core50';
import { overlapMnist } from './overlap-mnist';
import { pmnist } from './pmnist';
import type { Scenario } from './scenario';
import { splitCifar10 } from './split-cifar10';
import { splitCifar100 } from './split-cifar100';
import { splitFashion } from './split-fashion';
import { splitMnist } from './split-mnist';

const scenarios: readonly Scenario[] = [
  jointMnist,
  splitMnist,
  mtMnist,
  pmnist,
  niMnist,
  overlapMnist,
  jointFashion,
  splitFashion,
  mtFashion,
  jointCifar10,
  splitCifar10,
  mtCifar10,
  jointCifar100,
  splitCifar100,
  mtCifar100,
  nicCifar100,
  jointCore50,
  core50Nc,
  niCore50,
  nicCore50,
];

/** Every scenario by name, aliases included. */
const byName = new Map<string, Scenario>();
export const registry: ReadonlyMap<string, Scenario> = byName;

/**
 * Adds a scenario of one's own to those that {@link createBenchmark} opens by name.
 *
 * @throws TakenNameError if a scenario has one of its names.
 */
export function registerScenario(scenario: Scenario): void {
  const names = [scenario.name, ...scenario.aliases];
  const taken = names.find((name) => byName.has(name));
  if (taken !== undefined) throw new TakenNameError(taken);
  for (const name of names) byName.set(name, scenario);
}

for (const scenario of scenarios) registerScenario(scenario);
