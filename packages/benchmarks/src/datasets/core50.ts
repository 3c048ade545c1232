import type { Core50Data, Core50Run } from './core50-streams';
import type { DatasetOptions } from './dataset-options';

/**
 * CORe50 (Lomonaco, Maltoni 2017): video frames of 50 objects, each its own class, in eleven sessions, 128 × 128
 * pixels, three channels. Images are read from `dataroot/core50/core50_128x128` whenever they are needed, about 3 ms
 * each, and not kept; which of them make up an experience, and their labels, is read from the official file lists in
 * `dataroot/core50`. The labels of a run are its own, as in Avalanche.
 *
 * @throws CorruptFileError if a list is damaged; later, from `pixels`, if an image is.
 * @throws DatasetNotFoundError if the lists, or images that they name, are missing.
 */
export async function loadCore50(
  run: Core50Run,
  { dataroot, synthetic = false }: DatasetOptions,
): Promise<Core50Data> {
  if (synthetic === false) {
    const { readCore50 } = await import('./core50-files');
    return readCore50(run, dataroot);
  }
  const { core50Twin } = await import('./core50-twin');
  return core50Twin(run, synthetic);
}
