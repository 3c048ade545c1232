import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from './config-error';
import { excerpt } from './excerpt';
import { ignoredKeys } from './schema';
import { readYamlFile } from './yaml-file';
import { parseYaml } from './yaml-text';

/** Finds the place of the key or list item at a path: `configs/x.yaml:12`, `--set lr=fast`. */
export type Place = (path: readonly string[]) => string;

/** A `default.yaml`, the file itself, or an assignment of the command line. */
export type Origin = 'defaults' | 'file' | 'assignment';

/** A key that an option of the command line sets. */
export interface Assignment {
  readonly key: string;
  readonly value: unknown;
  /** As the user typed it, with its option. */
  readonly shown: string;
}

/** The values of a file, its defaults and the command line together, not yet checked. */
export interface GivenConfig {
  readonly given: Readonly<Record<string, unknown>>;
  /** The same without the assignments of the command line. */
  readonly inFiles: Readonly<Record<string, unknown>>;
  readonly place: Place;
  /** Where the value of a given top-level key comes from. */
  readonly origin: (key: string) => Origin;
  /** Keys that were given and have no effect here. */
  readonly ignored: readonly string[];
}

/** Values of top-level keys from one place. */
interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly origin: Origin;
}

/**
 * Reads the `default.yaml` nearest to a file (in its folder or one above), then the file itself, then
 * assignments, of which texts are `key=value` of `--set`; later ones win, key by key.
 *
 * @param options.notOfDefaults keys to ignore in `default.yaml`
 * @throws ConfigError if one of them cannot be read
 */
export function readSources(
  path: string,
  assignments: readonly (string | Assignment)[],
  { notOfDefaults = [] }: { readonly notOfDefaults?: readonly string[] } = {},
): GivenConfig {
  const defaults = nearestDefaults(path);
  const file: Source = {
    ...readYamlFile(path),
    origin: basename(path) === 'default.yaml' ? 'defaults' : 'file',
  };
  const files: Source[] = [
    ...(defaults === undefined
      ? []
      : [without({ ...readYamlFile(defaults), origin: 'defaults' }, notOfDefaults)]),
    file,
  ];
  const sources = [...files, ...assignments.map(readAssignment)];
  const sourceOf = new Map(
    sources.flatMap((source) => Object.keys(source.values).map((key) => [key, source])),
  );
  return {
    given: merged(sources),
    inFiles: merged(files),
    place: (keys) => (sourceOf.get(keys[0] ?? '') ?? file).place(keys),
    origin: (key) => (sourceOf.get(key) ?? file).origin,
    ignored: ignoredKeys.filter((key) => sourceOf.has(key)),
  };
}

/** The values of all sources, later ones winning. */
function merged(sources: readonly Source[]): Record<string, unknown> {
  const entries = sources.flatMap(({ values }) => Object.entries(values));
  return Object.fromEntries(entries.filter(([key]) => !ignoredKeys.includes(key)));
}

function without(source: Source, keys: readonly string[]): Source {
  const values = Object.entries(source.values).filter(([key]) => !keys.includes(key));
  return { ...source, values: Object.fromEntries(values) };
}

function readAssignment(assignment: string | Assignment): Source {
  if (typeof assignment !== 'string') {
    const { key, value, shown } = assignment;
    return { values: { [key]: value }, place: () => excerpt(shown), origin: 'assignment' };
  }
  const place = () => `--set ${excerpt(assignment)}`;
  const at = assignment.indexOf('=');
  const key = assignment.slice(0, at);
  const refuse = (text: string) => new ConfigError([() => ({ place: place(), text })]);
  if (at < 1) throw refuse('this is not an assignment. Write key=value, for example --set lr=0.05.');
  const { value } = parseYaml(assignment.slice(at + 1), place);
  return { values: Object.fromEntries([[key, value]]), place, origin: 'assignment' };
}

/** `default.yaml` in the file's folder or the nearest one above it. */
function nearestDefaults(path: string): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'default.yaml');
    if (candidate !== resolve(path) && existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
