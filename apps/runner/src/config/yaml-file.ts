import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { ConfigError } from './config-error';
import { readBeginning } from './read-beginning';
import { longestYaml, parseYaml } from './yaml-text';

/** A YAML file that contains one mapping, with the position of each key. */
export interface YamlFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** `configs/x.yaml:12` for the key or list item at `path`, or for its nearest existing parent. */
  place(path: readonly string[]): string;
}

/**
 * @param advice which file to give instead of one that cannot be read
 * @throws ConfigError if the file cannot be read, is not YAML, or is not a mapping
 */
export function readYamlFile(
  path: string,
  advice = 'Give the path of an experiment’s YAML file, or write one with: exmodel init FILE',
): YamlFile {
  const near = relative(process.env.INIT_CWD ?? process.cwd(), path);
  const shown = near.startsWith('..') ? path : near;
  const { value, line } = parseYaml(readText(path, shown, advice), (at) => `${shown}:${at}`);
  if (value === null) return { values: {}, place: () => shown };
  if (!isPlainObject(value))
    throw new ConfigError([
      () => ({ place: `${shown}:1`, text: 'this is not a mapping. Write lines of "key: value".' }),
    ]);
  return {
    values: value,
    place: (keys) => `${shown}:${line(keys)}`,
  };
}

/** Not a list, and none of the sets, dates and bytes that tags of YAML make. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function readText(path: string, shown: string, advice: string): string {
  const refuse = (place: string, text: string) => new ConfigError([() => ({ place, text })]);
  try {
    const { size } = statSync(path);
    if (size > longestYaml)
      throw refuse(`${shown}:1`, `this has ${size} bytes; up to ${longestYaml} are read. Shorten it.`);
    return readBeginning(path, longestYaml + 1); // A pipe or a device has no size.
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : String(error);
    throw refuse(shown, `${reason}. ${advice}`);
  }
}
