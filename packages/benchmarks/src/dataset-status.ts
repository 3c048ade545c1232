import type { DatasetName } from './datasets/dataset-name';
import type { DatasetStatus } from './datasets/find-dataset';

/**
 * Checks whether a data set's files are where its loader expects them, and have their sizes, without reading them. Node only.
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
