import type { Command } from 'commander';
import type { BackendName } from '../../backends/registry';
import { backendOption } from '../shared/backend-option';
import { type RegistryFlags, withLogdir } from './with-logdir';

export interface TestingFlags extends RegistryFlags {
  readonly dataroot: string;
  readonly backend?: BackendName;
}

/** The options of every command that tests experts on their images. */
export function withTestingOptions(command: Command): Command {
  return withLogdir(command)
    .option('--dataroot <folder>', 'folder of data sets', 'data')
    .addOption(backendOption());
}
