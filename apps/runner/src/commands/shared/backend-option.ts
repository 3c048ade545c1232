import { type Command, Option } from 'commander';
import { type BackendName, backendNames } from '../../backends/registry';
import { atLeastOne } from './whole-number';

/** What a command computes with: as `chooseBackend` takes it. */
export interface BackendFlags {
  readonly backend?: BackendName;
  readonly threads?: number;
}

/** `--backend NAME`. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'compute with this backend').choices(backendNames);
}

/** The options of every command that computes in its own process. */
export function withBackendOptions(command: Command): Command {
  return command
    .addOption(backendOption())
    .option('--threads <count>', 'number of threads; default: one per core', atLeastOne);
}
