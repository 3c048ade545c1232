import type { z } from 'zod';
import type { Problem } from './config-error';
import type { Place } from './config-sources';
import { excerpt, quoted, valueExcerpt } from './excerpt';
import { suggestion } from './nearest';

/** The keys that are allowed in one place of a file; below `per_strategy` and `variants` there is a name in between. */
export interface KeysInPlace {
  readonly keys: (child: string | undefined) => readonly string[];
  /** What to do about a known key that belongs elsewhere. */
  misplaced(key: string): string | undefined;
}

/** The keys that a kind of file may contain: at its top level, and below some of its keys. */
export interface Vocabulary {
  /** `an experiment`, `a study`. */
  readonly what: string;
  /** The command that shows all keys. */
  readonly allKeys: string;
  readonly top: KeysInPlace;
  readonly below: Readonly<Record<string, KeysInPlace>>;
  /** What to do about a list of values where one is expected; undefined if such a key cannot be varied. */
  several(list: ListOfValues): string | undefined;
}

/** A list where one value is expected. */
export interface ListOfValues {
  readonly key: string;
  /** As JSON. */
  readonly values: string;
  /** The top-level key that it is below, if it is. */
  readonly parent: string | undefined;
  /** Whether it came with --set. */
  readonly isAssignment: boolean;
  /** Whether the file has a grid already. */
  readonly hasGrid: boolean;
}

/** Describes what the schema found wrong, where, and which name may have been meant. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  place: Place,
  vocabulary: Vocabulary,
): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => () => ({
      place: place([...path, key]),
      text: unknownKey(key, path, vocabulary),
    }));
  }
  return [
    () => {
      const at = place(path);
      return { place: at, text: wrongValue(issue, path, given, at, vocabulary) };
    },
  ];
}

function wrongValue(
  issue: z.core.$ZodIssue,
  path: readonly string[],
  given: Readonly<Record<string, unknown>>,
  place: string,
  vocabulary: Vocabulary,
): string {
  const value = path.reduce<unknown>(
    (parent, key) => (parent as Record<string, unknown> | undefined)?.[key],
    given,
  );
  const isAssignment = place.startsWith('--set ');
  if (Array.isArray(value) && value.length > 0 && issue.code.startsWith('invalid_')) {
    const advice = vocabulary.several({
      key: path.at(-1) ?? '',
      values: excerpt(JSON.stringify(value), 400),
      parent: path.length > 1 ? path[0] : undefined,
      isAssignment,
      hasGrid: 'grid' in given,
    });
    if (advice !== undefined)
      return `${quoted(path.join('.'))} is ${valueExcerpt(value)}: one value is expected. ${advice}`;
  }
  let hint = '';
  if (issue.code === 'invalid_value' && typeof value === 'string')
    hint = suggestion(value, issue.values.map(String));
  else if (issue.code === 'invalid_type' && issue.expected === 'string' && isNumberOrTruth(value)) {
    const quotedValue = quoted(String(value));
    const isWhole = isAssignment && path.length === 1;
    hint = ` Write it in quotes: ${isWhole ? `--set '${path[0]}=${quotedValue}'` : quotedValue}.`;
  }
  const reason = `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
  return `${quoted(path.join('.'))} is ${valueExcerpt(value)}: ${reason}.${hint}`;
}

/** YAML takes unquoted words for these. */
function isNumberOrTruth(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Describes what is wrong with a key that is not allowed at `path`. */
function unknownKey(
  key: string,
  [parent, child]: readonly string[],
  { what, allKeys, top, below }: Vocabulary,
): string {
  const here = parent === undefined ? top : (below[parent] ?? top);
  const advice = here.misplaced(key);
  const shown = quoted(key);
  if (advice !== undefined) return `${shown} is not allowed in ${parent ?? what}. ${advice}.`;
  return `unknown key ${shown}.${suggestion(key, here.keys(child))} See all keys with: ${allKeys}`;
}
