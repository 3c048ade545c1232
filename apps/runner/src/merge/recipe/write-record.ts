import { writeLocked } from '../../storage/write-locked';
import type { Done } from '../merge-models';
import type { MergePlan } from '../merge-plan';
import type { MergeSettings } from '../merge-settings';
import { recipeText, recordPath } from './recipe-text';

export interface RecordOptions {
  /** What was asked for. */
  readonly settings: MergeSettings;
  /** Versions of what computes it. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Writes what was done beside the student, as a recipe that repeats it. */
export async function writeRecord(
  student: string,
  { settings, versions }: RecordOptions,
  { architecture, graph, classes, shape, normalization }: MergePlan,
  { files, source, iterations, effort, seed, hashes }: Done,
): Promise<void> {
  const experts = (settings.experts ?? []).map((expert, i) => ({ ...expert, classes: files[i]?.classes }));
  const { quick: _, minutes: __, ...asked } = settings;
  const done: MergeSettings = {
    ...asked,
    experts,
    // The network of the first expert has no name.
    ...(graph === undefined && { architecture }),
    ...{ classes, input: shape, iterations, effort, seed },
    ...(normalization && { normalization }),
    ...(source !== undefined && { source }),
  };
  await writeLocked(recordPath(student), recipeText({ settings: done, hashes, versions }));
}
