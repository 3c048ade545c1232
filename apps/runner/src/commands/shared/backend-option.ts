import { Option } from 'commander';
import { backendNames } from '../../backends/registry';

/** `--backend NAME`. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'compute with this backend').choices(backendNames);
}
