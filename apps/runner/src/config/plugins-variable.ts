import { delimiter } from 'node:path';

/** The variable that names the plugins of a process, and of those that it starts: paths with `:` between them (`;` on Windows). */
export const pluginsVariable = 'EXMODEL_PLUGINS';

/** The paths in a value of {@link pluginsVariable}. */
export function pluginPaths(value = ''): readonly string[] {
  return value.split(delimiter).filter((path) => path !== '');
}
