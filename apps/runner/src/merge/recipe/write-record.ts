import { writeLocked } from '../../storage/write-locked';
import type { MergePlan } from '../merge-plan';
import type { MergeSettings } from '../merge-settings';
import type { ExpertFile } from '../open-expert';
import { type DoneMerge, recipeText, recordPath } from './recipe-text';

/** What was asked for, and what computes it. */
export type RecordOptions = Pick<DoneMerge, 'settings' | 'versions'>;

/** What was chosen where nothing was asked for. */
interface Chosen extends Pick<DoneMerge, 'hashes'> {
  readonly files: readonly ExpertFile[];
  readonly plan: MergePlan;
  /** Undefined for images of the user. */
  readonly source: string | undefined;
  readonly iterations: number;
  readonly seed: number;
}

/** Writes what was done beside the student, as a recipe that repeats it. */
export async function writeRecord(
  student: string,
  { settings, versions }: RecordOptions,
  { files, plan, source, iterations, seed, hashes }: Chosen,
): Promise<void> {
  const { architecture, graph, classes, shape, normalization } = plan;
  const experts = (settings.experts ?? []).map((expert, i) => ({ ...expert, classes: files[i]?.classes }));
  const done: MergeSettings = {
    ...settings,
    experts,
    // The network of the first expert has no name.
    ...(graph === undefined && { architecture }),
    ...{ classes, input: shape, iterations, seed },
    ...(normalization && { normalization }),
    ...(source !== undefined && { source }),
  };
  await writeLocked(recordPath(student), recipeText({ settings: done, hashes, versions }));
}
