import { pluginPaths } from '../../config/plugins-variable';
import { fromCallersFolder } from './callers-folder';

export interface PluginsGiven {
  /** Absolute paths, each once; an empty one stays empty. */
  readonly plugins: readonly string[];
  /** The arguments without `--plugin`. */
  readonly others: readonly string[];
}

/**
 * Takes `--plugin FILE` and `--plugin=FILE` out of the arguments: what they add must be known before options are read.
 *
 * @param inherited value of `pluginsVariable`
 */
export function pluginsGiven(given: readonly string[], inherited?: string): PluginsGiven {
  const plugins = [...pluginPaths(inherited)];
  const others: string[] = [];
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, path] = /^--plugin(?:=(.*))?$/s.exec(word) ?? [];
    if (word === '--') others.push(word, ...rest.splice(0));
    else if (word !== '--plugin' && path === undefined) others.push(word);
    else plugins.push(path ?? rest.shift() ?? '');
  }
  const paths = plugins.map((path) => (path === '' ? path : fromCallersFolder(path)));
  return { plugins: [...new Set(paths)], others };
}
