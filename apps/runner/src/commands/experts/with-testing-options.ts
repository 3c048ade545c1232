import type { Command } from 'commander';
import { type BackendFlags, withBackendOptions } from '../shared/backend-option';
import { type RegistryFlags, withLogdir } from './with-logdir';

export interface TestingFlags extends RegistryFlags, BackendFlags {
  readonly dataroot: string;
}

/** The options of every command that tests experts on their images. */
export function withTestingOptions(command: Command): Command {
  return withBackendOptions(withLogdir(command).option('--dataroot <folder>', 'folder of data sets', 'data'));
}
