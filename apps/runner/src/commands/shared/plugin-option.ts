import { delimiter } from 'node:path';
import { fromCallersFolder } from './callers-folder';

/** The variable that names the plugins of a process, and of those that it starts. */
export const pluginsVariable = 'EXMODEL_PLUGINS';

export interface PluginsGiven {
  /** Absolute paths, each once. */
  readonly plugins: readonly string[];
  /** The arguments without `--plugin`. */
  readonly others: readonly string[];
}

/**
 * Takes `--plugin FILE` and `--plugin=FILE` out of the arguments: what they add must be known before options are read.
 *
 * @param inherited value of {@link pluginsVariable}: paths with `:` between them (`;` on Windows)
 */
export function pluginsGiven(given: readonly string[], inherited = ''): PluginsGiven {
  const plugins = inherited.split(delimiter).filter((path) => path !== '');
  const others: string[] = [];
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, path] = /^--plugin(?:=(.*))?$/s.exec(word) ?? [];
    if (word === '--') others.push(word, ...rest.splice(0));
    else if (word !== '--plugin' && path === undefined) others.push(word);
    else plugins.push(path ?? rest.shift() ?? '');
  }
  return { plugins: [...new Set(plugins.map(fromCallersFolder))], others };
}
