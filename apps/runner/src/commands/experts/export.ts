import { type Command, Option } from 'commander';
import { findExpertSet, registryOf } from '../../experts/expert-set';
import { type ExportFormat, exportExperts, exportFormats } from '../../experts/export-experts';
import { expertsLocation, fromCallersFolder } from '../shared/callers-folder';
import { type OverwriteFlags, overwriteOption } from '../shared/overwrite-option';
import { type RegistryFlags, withLogdir } from './with-logdir';

export function defineExport(experts: Command): void {
  withLogdir(experts.command('export'))
    .description('write a set of experts for PyTorch')
    .argument('<name>', 'set, or its folder')
    .requiredOption('--out <folder>', 'where to write model_e0.pth, model_e1.pth, …')
    .addOption(new Option('--format <format>', 'format').choices(exportFormats).default('pth'))
    .addOption(overwriteOption())
    .action(exportSet);
}

/** `exmodel experts export SET --out DIR`: writes a set for PyTorch. */
async function exportSet(
  name: string,
  flags: RegistryFlags & OverwriteFlags & { readonly out: string; readonly format: ExportFormat },
): Promise<void> {
  const set = findExpertSet(expertsLocation(name), registryOf(fromCallersFolder(flags.logdir)));
  const { format, overwrite = false } = flags;
  const paths = await exportExperts(set, fromCallersFolder(flags.out), { format, overwrite });
  for (const path of paths) console.log(`written: ${path}`);
}
