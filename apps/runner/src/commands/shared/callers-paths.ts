import { isPath } from '../../config/keys';
import { keysOf } from '../../config/schema';
import { strategies } from '../../strategies/registry';
import { expertsLocation, fromCallersFolder } from './callers-folder';

type Values = Readonly<Record<string, unknown>>;

/** The strategies' keys that name files or folders. */
const paths = Object.entries(keysOf(strategies)).flatMap(([key, field]) => (isPath(field) ? [key] : []));

/** A job's keys; relative paths among them are resolved against the user's folder. */
export function callersPaths<K extends Values>(keys: K): K {
  return { ...keys, ...changed(keys, callersPath) };
}

/** A grid; relative paths in its lists are resolved against the user's folder. */
export function callersGrid<G extends Values>(grid: G): G {
  const each = (key: string, values: unknown): unknown =>
    Array.isArray(values) ? values.map((value) => callersPath(key, value)) : values;
  return { ...grid, ...changed(grid, each) };
}

/** A configuration; the folders that its jobs share are resolved against the user's folder. */
export function callersFolders<C extends { readonly logdir: string; readonly dataroot: string }>(
  config: C,
): C {
  return {
    ...config,
    logdir: fromCallersFolder(config.logdir),
    dataroot: fromCallersFolder(config.dataroot),
  };
}

function changed(values: Values, change: (key: string, value: unknown) => unknown): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(key, value)]));
}

function callersPath(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (key === 'experts') return expertsLocation(value);
  return paths.includes(key) ? fromCallersFolder(value) : value;
}
