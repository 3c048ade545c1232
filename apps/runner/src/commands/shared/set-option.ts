import { Option } from 'commander';
import { repeatable } from './repeatable';

/** `--set KEY=VALUE`, repeatable. */
export function setOption(): Option {
  return new Option('--set <key=value>', 'override a key of the file; repeatable')
    .argParser(repeatable)
    .default([]);
}
