import { existsSync } from 'node:fs';
import type { ModelMetadata } from '../model-metadata';
import { readRecipe } from './read-recipe';
import { recordPath } from './recipe-text';

/**
 * The record beside a student's file on this machine; undefined if there is none.
 *
 * @throws ConfigError It was changed, and is no recipe.
 */
export function readRecord(student: string): ReturnType<typeof readRecipe> | undefined {
  const path = recordPath(student);
  return existsSync(path) ? readRecipe(path) : undefined;
}

/** What the record beside a student says of it, whose format has no room for it. */
export function recordedMetadata(student: string): ModelMetadata {
  const { classes, input, normalization } = readRecord(student) ?? {};
  return {
    ...(classes && { classes }),
    ...(input && { inputShape: input }),
    ...(normalization && { normalization }),
  };
}
