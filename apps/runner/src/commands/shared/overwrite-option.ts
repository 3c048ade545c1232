import { Option } from 'commander';

export interface OverwriteFlags {
  readonly overwrite?: boolean;
}

/** `--overwrite`, of every command that writes a file where the user says. */
export function overwriteOption(): Option {
  return new Option(
    '--overwrite',
    'replace a file that is there even if exmodel did not write it; inputs are never replaced',
  );
}
