import type { Command } from 'commander';
import { chooseBackend } from '../../backends/choose-backend';
import { findExpertSet, listExpertSets, registryOf } from '../../experts/expert-set';
import { ExpertRegistryError } from '../../experts/registry-error';
import { verifyExperts } from '../../experts/verify-experts';
import { percent } from '../../reports/percent';
import { expertsLocation, fromCallersFolder } from '../shared/callers-folder';
import { type TestingFlags, withTestingOptions } from './with-testing-options';

export function defineVerify(experts: Command): void {
  withTestingOptions(experts.command('verify'))
    .description('check that registered experts are intact and as accurate as registered')
    .argument('[name...]', 'sets; default: all')
    .action(verify);
}

/** `exmodel experts verify [SET…]`: checks that experts are intact and as accurate as registered; fails if one is not. */
async function verify(names: readonly string[], flags: TestingFlags): Promise<void> {
  const registry = registryOf(fromCallersFolder(flags.logdir));
  const sets =
    names.length === 0
      ? listExpertSets(registry)
      : names.map((name) => findExpertSet(expertsLocation(name), registry));
  await chooseBackend(flags.backend, flags.threads);
  let faults = 0;
  for (const set of sets) {
    for await (const { expert, accuracy, fault } of verifyExperts(set, {
      dataroot: fromCallersFolder(flags.dataroot),
    })) {
      if (fault !== undefined) faults += 1;
      const tested = accuracy === undefined ? '' : `  ${percent(accuracy)} %`;
      console.log(`${set.name}  expert ${expert.manifest.experience}${tested}  ${fault ?? 'as registered'}`);
    }
  }
  if (faults > 0) {
    const advice = 'Import or train them again, or delete the folders of those that you no longer need.';
    throw new ExpertRegistryError(`${faults} experts are not as registered`, 'none', advice);
  }
}
