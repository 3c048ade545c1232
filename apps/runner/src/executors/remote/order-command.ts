import { resolve } from 'node:path';
import { pluginPaths, pluginsVariable } from '../../config/plugins-variable';
import type { ExecutorOptions } from '../executor';

/** The command that runs an attempt on another machine: `node /…/index.js order NAME --logdir /… --dataroot /…`. */
export interface OrderCommand {
  /** Up to the name of the attempt. */
  readonly start: readonly string[];
  /** What follows the name. */
  readonly rest: readonly string[];
}

/** Plugins are arguments, too: not every engine passes on this process's environment. */
export function orderCommand({
  command,
  store,
  dataroot,
  checkpointInterval,
}: ExecutorOptions): OrderCommand {
  const plugins = pluginPaths(process.env[pluginsVariable]).flatMap((path) => ['--plugin', path]);
  const interval = checkpointInterval === undefined ? [] : ['--checkpoint-every', String(checkpointInterval)];
  return {
    start: [process.execPath, command, 'order'],
    rest: ['--logdir', resolve(store.location), '--dataroot', resolve(dataroot), ...interval, ...plugins],
  };
}

/** A word as a shell reads it back. */
export function inShell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
