import { Option } from 'commander';

/** `--dry-run`. */
export function dryRunOption(): Option {
  return new Option('--dry-run', 'only print the resolved configuration and its jobs');
}
