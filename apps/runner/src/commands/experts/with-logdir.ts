import type { Command } from 'commander';

export interface RegistryFlags {
  readonly logdir: string;
}

/** The option of every command that reads registered experts. */
export function withLogdir(command: Command): Command {
  return command.option('--logdir <folder>', 'folder of the results, with the registered experts', 'runs');
}
