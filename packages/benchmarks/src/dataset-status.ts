import type { DatasetName } from './datasets/dataset-name';
import type { DatasetNotFoundError } from './errors/dataset-not-found-error';

/** Whether a data set is at hand. */
export type DatasetStatus =
  | {
      readonly atHand: true;
      /** Where its files are. */
      readonly folder: string;
    }
  | {
      readonly atHand: false;
      /** What its loader would throw: which files are looked for, where, and the command that fetches them. */
      readonly missing: DatasetNotFoundError;
    };

/**
 * Looks whether a data set's files are where its loader looks for them, without reading them. Node only.
 *
 * @param dataroot The folder in which data sets are looked for.
 */
export async function datasetStatus(
  dataset: DatasetName,
  dataroot: string | undefined,
): Promise<DatasetStatus> {
  const { findDataset } = await import('./datasets/find-dataset');
  return findDataset(dataset, dataroot);
}
