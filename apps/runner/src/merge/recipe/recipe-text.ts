import { basename, dirname } from 'node:path';
import { shownLocation } from '@exmodel/models/weights';
import { stringify } from 'yaml';
import { classListText } from '../class-list';
import type { MergeSettings } from '../merge-settings';

/** A merge that was done, completely: nothing is left to defaults. */
interface DoneMerge {
  readonly settings: MergeSettings;
  /** SHA-256 of each expert's weights, and of the student's. */
  readonly hashes: { readonly experts: readonly string[]; readonly student: string };
  /** Versions of what computed it. */
  readonly versions: Readonly<Record<string, string>>;
}

const beginning = '# Written by exmodel merge';

/** Where the record of a student lies: beside its file, or beside its folder. */
export function recordPath(student: string): string {
  const of = basename(student) === 'model.json' ? dirname(student) : student;
  return `${of}.recipe.yaml`;
}

/** A merge as a recipe that repeats it. Of URLs it has no passwords and queries. */
export function recipeText({ settings, hashes, versions }: DoneMerge): string {
  const { experts = [], input, normalization, imagesPerBatch, trainSize, ...others } = settings;
  const recipe = {
    experts: experts.map(({ location, classes }, i) => ({
      file: shownLocation(location),
      ...(classes && {
        // Not as a mapping: it would sort names that are numbers.
        classes: classes.some(({ column }) => column !== undefined)
          ? classListText(classes)
          : classes.map(({ name }) => name),
      }),
      sha256: hashes.experts[i],
    })),
    ...others,
    ...(others.initial !== undefined && { initial: shownLocation(others.initial) }),
    ...(imagesPerBatch !== undefined && { 'images-per-batch': imagesPerBatch }),
    ...(input && { input: input.join('x') }),
    ...(trainSize !== undefined && { 'train-size': trainSize }),
    ...(normalization && { mean: [...normalization.mean], std: [...normalization.std] }),
    made: { ...versions, student: hashes.student },
  };
  return `${beginning}, and repeats what was done. Paths are those of the folder in which the command was given.\n${stringify(recipe, { lineWidth: 0 })}`;
}

/** Whether {@link recipeText} wrote a file. */
export function isRecord(content: Uint8Array): boolean {
  return Buffer.from(content).toString('utf8', 0, beginning.length) === beginning;
}
