import type { Command } from 'commander';
import { listExpertSets, registryOf } from '../../experts/expert-set';
import { expertSetsReport } from '../../experts/expert-sets-report';
import { terminal } from '../../reports/renderers/terminal';
import { fromCallersFolder } from '../shared/callers-folder';
import { exmodelLine } from '../shared/command-line';
import { type RegistryFlags, withLogdir } from './with-logdir';

export function defineList(experts: Command): void {
  withLogdir(experts.command('list'))
    .description('list the registered experts')
    .option('--json', 'print their manifests as JSON')
    .action(listExperts);
}

/** `exmodel experts list`: lists the registered experts, one row per set. */
function listExperts({ logdir, json = false }: RegistryFlags & { readonly json?: boolean }): void {
  const registry = registryOf(fromCallersFolder(logdir));
  const sets = listExpertSets(registry);
  if (json) {
    const described = sets.map(({ name, experts }) => ({
      name,
      experts: experts.map(({ manifest }) => manifest),
    }));
    console.log(JSON.stringify(described, null, 2));
  } else if (sets.length === 0) {
    console.log(`no experts in ${registry}. Train or import some:`);
    for (const verb of ['train', 'import']) console.log(`  ${exmodelLine(['experts', verb, '--help'])}`);
  } else {
    console.log(terminal.render(expertSetsReport(sets)));
  }
}
